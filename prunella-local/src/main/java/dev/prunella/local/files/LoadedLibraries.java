package dev.prunella.local.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Files of native libraries that a driver has unpacked into the folder for temporary files. Drivers
 * remove them when a process ends by itself: a thousand that were killed would leave tens of
 * gigabytes. Linux needs such a file no longer once it is loaded; elsewhere they stay.
 */
public final class LoadedLibraries {
  private static final Path MAPPED = Path.of("/proc/self/maps");

  private LoadedLibraries() {}

  /** Whether this machine tells what a process has loaded, and needs its file no longer. */
  public static boolean canBeRemoved() {
    return Files.isReadable(MAPPED);
  }

  /**
   * Removes those that this very process has loaded: that of another may not have been loaded yet.
   *
   * @param unpacked which files below the folder for temporary files are meant
   * @return what was removed
   * @throws IOException if one cannot be removed
   */
  public static List<Path> remove(Predicate<Path> unpacked) throws IOException {
    if (!canBeRemoved()) {
      return List.of();
    }
    var temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    List<Path> files;
    try (var lines = Files.lines(MAPPED, StandardCharsets.UTF_8)) {
      files =
          lines
              .filter(line -> line.indexOf('/') > 0)
              .map(line -> Path.of(line.substring(line.indexOf('/'))))
              .filter(file -> file.startsWith(temporary))
              .filter(unpacked)
              .distinct()
              .toList();
    }
    for (var file : files) {
      Files.deleteIfExists(file);
    }
    return files;
  }
}
