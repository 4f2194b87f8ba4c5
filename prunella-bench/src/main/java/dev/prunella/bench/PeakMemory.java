package dev.prunella.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The most memory that this process has held at once, Java's and DuckDB's together, where the
 * kernel tells it (Linux).
 */
public final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");
  private static final String PEAK = "VmHWM:";

  /** Asks the kernel to forget the peak so far. */
  private static final String FORGET_PEAK = "5";

  private PeakMemory() {}

  /** From here on; where that cannot be said, the peak stays that of the whole process. */
  public static void reset() {
    try {
      Files.writeString(CLEAR, FORGET_PEAK);
    } catch (IOException e) {
      System.err.println("bench: memory is the peak since the start, not of each part: " + e);
    }
  }

  /** Megabytes; empty where nobody knows. */
  public static OptionalLong megabytes() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // not Linux
    }
  }
}
