package dev.prunella.contract;

import java.time.Duration;

/** Lengths of time for people. */
final class Durations {
  private Durations() {}

  /** The two largest units: {@code 2 days 3 hours}. */
  static String words(Duration length) {
    if (length.isNegative()) {
      return "-" + words(length.negated());
    }
    long days = length.toDays();
    int hours = length.toHoursPart();
    int minutes = length.toMinutesPart();
    if (days > 0) {
      return both(days, "day", hours, "hour");
    }
    if (hours > 0) {
      return both(hours, "hour", minutes, "minute");
    }
    return both(minutes, "minute", length.toSecondsPart(), "second");
  }

  private static String both(long large, String largeName, long small, String smallName) {
    if (large == 0) {
      return count(small, smallName);
    }
    return small == 0
        ? count(large, largeName)
        : count(large, largeName) + " " + count(small, smallName);
  }

  private static String count(long count, String name) {
    return count + " " + name + (count == 1 ? "" : "s");
  }
}
