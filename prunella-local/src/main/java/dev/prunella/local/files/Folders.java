package dev.prunella.local.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Folders of this machine. */
public final class Folders {
  private Folders() {}

  /**
   * Removes a folder with all that is in it; links are not followed. It need not be there.
   *
   * @throws IOException at the first thing that cannot be removed
   */
  public static void remove(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> content;
    try (var walk = Files.walk(folder)) {
      content = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : content) {
      Files.deleteIfExists(path);
    }
  }
}
