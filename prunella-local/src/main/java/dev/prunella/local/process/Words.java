package dev.prunella.local.process;

import java.time.Duration;
import java.util.Locale;

/** Amounts for people. */
final class Words {
  private Words() {}

  static String of(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 1) {
      return time.toMillis() + " ms";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }

  static String ofBytes(long bytes) {
    return bytes < 1 << 20
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.0f MB", bytes / (double) (1 << 20));
  }
}
