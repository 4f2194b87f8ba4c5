package dev.prunella.app.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The only place that writes a contract: a new file that a person asked for. No check is weakened
 * by the program, so nothing here can change a file that is there, and nothing but the command
 * calls it; {@code ArchitectureTest} watches.
 */
public final class NewContract {
  private NewContract() {}

  /**
   * Writes a file that is not there yet.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it is; it stays as it was
   */
  public static void write(Path file, String text) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
  }
}
