package dev.prunella.local.duckdb;

import dev.prunella.local.iceberg.SyncedFolders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files on their way from DuckDB to their final place: written into a folder of their own, made
 * durable, moved or uploaded, and taken back as a whole when anything fails.
 */
final class StagedFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StagedFiles.class);

  private final FileIO io;
  private final Path folder;
  private final List<String> delivered = new ArrayList<>();
  private boolean kept;

  StagedFiles(FileIO io, Path folder) throws IOException {
    this.io = io;
    this.folder = folder;
    // What lies in it is moved elsewhere, so only the folder above has to survive a power cut.
    SyncedFolders.create(folder.resolveSibling(""));
    Files.createDirectory(folder);
  }

  Path folder() {
    return folder;
  }

  /** All Parquet files that were written, in a stable order. */
  List<Path> written() throws IOException {
    try (var walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /**
   * Brings a file to its location and makes it durable; the folder's entry is made durable by
   * {@link #keep}.
   */
  void deliver(Path file, String location) throws IOException {
    var target = LocalFiles.pathOf(location);
    delivered.add(location);
    if (target.isEmpty()) {
      upload(file, location);
      return;
    }
    Path path = target.get();
    sync(file);
    makeReadOnly(file);
    SyncedFolders.create(path.resolveSibling(""));
    Files.move(file, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private void upload(Path file, String location) throws IOException {
    var output = io.newOutputFile(location);
    try (var out = output.create()) {
      Files.copy(file, out);
    }
    long arrived = output.toInputFile().getLength();
    if (arrived != Files.size(file)) {
      throw new IOException(
          location + " has " + arrived + " bytes after the upload of " + Files.size(file));
    }
  }

  /**
   * The files stay. Their folders are synced, so that a commit can depend on the files after a
   * power cut.
   */
  void keep() throws IOException {
    var folders =
        delivered.stream()
            .flatMap(location -> LocalFiles.pathOf(location).stream())
            .map(Path::getParent)
            .distinct()
            .toList();
    for (Path parent : folders) {
      sync(parent);
    }
    kept = true;
  }

  private static void sync(Path path) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Data files never change; the permission says so to everyone else. */
  private static void makeReadOnly(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(
          file,
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.GROUP_READ,
              PosixFilePermission.OTHERS_READ));
    } else if (!file.toFile().setReadOnly()) {
      LOG.debug("{} could not be made read-only", file);
    }
  }

  /** Removes the staging folder, and without {@link #keep} also what was delivered. */
  @Override
  public void close() throws IOException {
    if (!kept) {
      for (String location : delivered) {
        removeDelivered(location);
      }
    }
    List<Path> rest;
    try (var walk = Files.walk(folder)) {
      rest = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : rest) {
      Files.deleteIfExists(path);
    }
  }

  private void removeDelivered(String location) throws IOException {
    var path = LocalFiles.pathOf(location);
    if (path.isPresent()) {
      Files.deleteIfExists(path.get());
      return;
    }
    try {
      io.deleteFile(location);
    } catch (RuntimeException e) {
      // Unreferenced, so garbage collection finds it; the error that brought us here matters more.
      LOG.warn("{} could not be removed: {}", location, e.getMessage());
    }
  }
}
