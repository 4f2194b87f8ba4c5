package dev.prunella.local.iceberg;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Files of this machine, for Iceberg, without Hadoop.
 *
 * <p>A file that has been closed survives a power cut: its bytes and its directory entry are synced
 * on close, because a commit will point to it. A file is never overwritten. What goes wrong is a
 * {@link LakeException} that names the file: {@link Problem#FILE_MISSING}, {@link
 * Problem#STORAGE_FULL} or {@link Problem#STORAGE_FAILED}. Thread-safe.
 */
public final class LocalFileIO implements DelegateFileIO {
  private static final Pattern OTHER_SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");

  /** The path that a location means: {@code /a/b}, {@code file:/a/b} and {@code file:///a/b}. */
  public static Path pathOf(String location) {
    String path = location.substring(schemeOf(location).length());
    if (path.isEmpty() || OTHER_SCHEME.matcher(path).matches()) {
      throw new LakeException(
          Problem.BAD_REQUEST, "'" + location + "' is not a file of this machine");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new LakeException(Problem.BAD_REQUEST, "'" + location + "' is not a path", e);
    }
  }

  private static String schemeOf(String location) {
    if (location.startsWith("file://")) {
      return "file://";
    }
    return location.startsWith("file:") ? "file:" : "";
  }

  @Override
  public void initialize(Map<String, String> properties) {}

  /** Manifests never change, so Iceberg may keep the small ones in memory; it bounds how much. */
  @Override
  public Map<String, String> properties() {
    return Map.of(CatalogProperties.IO_MANIFEST_CACHE_ENABLED, "true");
  }

  @Override
  public InputFile newInputFile(String location) {
    return new LocalInput(location, pathOf(location));
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new LocalOutput(location, pathOf(location));
  }

  /** Deletes a file; one that is gone already is no mistake. */
  @Override
  public void deleteFile(String location) {
    try {
      Files.deleteIfExists(pathOf(location));
    } catch (IOException e) {
      throw problem("cannot delete", location, e);
    }
  }

  @Override
  public void deleteFiles(Iterable<String> locations) {
    locations.forEach(this::deleteFile);
  }

  /** All files in a directory and below it, with size and time of last change, lazily. */
  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    var scheme = schemeOf(prefix);
    var root = pathOf(prefix);
    return () -> new LocalListing(scheme, root);
  }

  @Override
  public void deletePrefix(String prefix) {
    throw new UnsupportedOperationException(
        "whole directories of a lake are never deleted at once; 'prunella gc' deletes files that"
            + " nothing needs");
  }

  static LakeException problem(String what, String location, IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return new LakeException(
          Problem.FILE_MISSING, what + " " + location + ": there is no such file", cause);
    }
    // The JDK has no class of exception for these two; the texts are those of the C library.
    if (reason.contains("No space left on device") || reason.contains("Disk quota exceeded")) {
      return new LakeException(
          Problem.STORAGE_FULL, what + " " + location + ": the disk is full", cause);
    }
    return new LakeException(Problem.STORAGE_FAILED, what + " " + location + ": " + reason, cause);
  }

  private record LocalInput(String location, Path path) implements InputFile {
    @Override
    public long getLength() {
      try {
        return Files.size(path);
      } catch (IOException e) {
        throw problem("cannot read", location, e);
      }
    }

    @Override
    public SeekableInputStream newStream() {
      try {
        return org.apache.iceberg.Files.localInput(path.toFile()).newStream();
      } catch (NotFoundException e) {
        throw problem("cannot read", location, new FileNotFoundException(e.getMessage()));
      }
    }

    @Override
    public boolean exists() {
      return Files.exists(path);
    }
  }

  private record LocalOutput(String location, Path path) implements OutputFile {
    @Override
    public PositionOutputStream create() {
      try {
        return SyncedFile.create(path, location);
      } catch (FileAlreadyExistsException e) {
        throw new AlreadyExistsException(e, "there is already a file %s", location);
      } catch (IOException e) {
        throw problem("cannot write", location, e);
      }
    }

    /** As {@link #create()}: names in a lake are unique, and a committed file never changes. */
    @Override
    public PositionOutputStream createOrOverwrite() {
      return create();
    }

    @Override
    public InputFile toInputFile() {
      return new LocalInput(location, path);
    }
  }
}
