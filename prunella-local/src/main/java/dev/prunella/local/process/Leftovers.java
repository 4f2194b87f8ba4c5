package dev.prunella.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processes that a program started and that left its group and its family, as daemons do. They are
 * found by a mark in their environment; only Linux shows that.
 */
final class Leftovers {
  static final String MARK = "PRUNELLA_PROCESS";

  private static final int MOST_BYTES = 1 << 20;

  private Leftovers() {}

  static List<ProcessHandle> of(String mark) {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return List.of();
    }
    var wanted = MARK + "=" + mark;
    return ProcessHandle.allProcesses().filter(one -> isMarked(one, wanted)).toList();
  }

  /** Whether it has ended, also when nobody has taken notice yet. */
  static boolean isGone(ProcessHandle one) {
    if (!one.isAlive()) {
      return true;
    }
    var file = Path.of("/proc", Long.toString(one.pid()), "stat");
    if (!Files.isReadable(file)) {
      return !one.isAlive();
    }
    try {
      var text = Files.readString(file, StandardCharsets.ISO_8859_1);
      // The name before the state may hold anything, but the last parenthesis is its end.
      return text.startsWith(" Z", text.lastIndexOf(')') + 1);
    } catch (IOException e) {
      return !one.isAlive();
    }
  }

  private static boolean isMarked(ProcessHandle one, String wanted) {
    var file = Path.of("/proc", Long.toString(one.pid()), "environ");
    if (!Files.isReadable(file)) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      var environment = new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
      return List.of(environment.split("\0")).contains(wanted);
    } catch (IOException e) {
      // It has ended meanwhile, or is not ours.
      return false;
    }
  }
}
