package dev.prunella.local.duckdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the driver's native library. The driver unpacks it, 70 MB, into the folder for
 * temporary files at the start of each process, and removes it when a process ends by itself: a
 * thousand steps that were killed would leave 70 GB. Linux needs the file no longer once it is
 * loaded, so it goes at once; elsewhere it stays until the process ends.
 */
final class NativeLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
  private static final Path MAPPED = Path.of("/proc/self/maps");
  private static final String NAME = "libduckdb_java";

  private static volatile boolean gone;

  private NativeLibrary() {}

  /** To be called when the driver has been loaded. */
  static void removeFile() {
    if (gone) {
      return;
    }
    gone = true;
    try {
      // Only what this very process has mapped: that of another may not have been loaded yet.
      for (var file : mapped()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | SecurityException e) {
      LOG.debug("the driver's library stays until the process ends: {}", e.getMessage());
    }
  }

  private static List<Path> mapped() throws IOException {
    if (!Files.isReadable(MAPPED)) {
      return List.of();
    }
    var temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    try (var lines = Files.lines(MAPPED, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.indexOf('/') > 0)
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .filter(file -> file.startsWith(temporary))
          .filter(file -> file.getFileName().toString().startsWith(NAME))
          .distinct()
          .toList();
    }
  }
}
