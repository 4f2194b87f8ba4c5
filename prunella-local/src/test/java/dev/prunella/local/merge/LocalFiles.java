package dev.prunella.local.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Plain files of this machine, by path. Can be told to fail. */
final class LocalFiles implements FileIO {
  private static final long serialVersionUID = 1L;

  private String failingPart = "\0";

  /** Makes every write fail whose location contains this text. */
  void failWritesOf(String part) {
    failingPart = part;
  }

  @Override
  public InputFile newInputFile(String path) {
    return org.apache.iceberg.Files.localInput(path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    if (path.contains(failingPart)) {
      throw new UncheckedIOException("disk full: " + path, new IOException("disk full"));
    }
    try {
      Files.createDirectories(Path.of(path).getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return org.apache.iceberg.Files.localOutput(path);
  }

  @Override
  public void deleteFile(String path) {
    try {
      Files.deleteIfExists(Path.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
