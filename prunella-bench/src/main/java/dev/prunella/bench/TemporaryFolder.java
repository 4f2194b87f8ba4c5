package dev.prunella.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/** A benchmark's folder, which goes with everything in it. */
public record TemporaryFolder(Path path) implements AutoCloseable {

  /**
   * Makes one.
   *
   * @param parent the temporary folder if left out
   */
  public static TemporaryFolder in(Optional<Path> parent) throws IOException {
    return new TemporaryFolder(
        parent.isPresent()
            ? Files.createTempDirectory(parent.get(), "prunella-bench-")
            : Files.createTempDirectory("prunella-bench-"));
  }

  @Override
  public void close() throws IOException {
    delete(path);
  }

  /** Deletes a folder and all in it. */
  public static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
