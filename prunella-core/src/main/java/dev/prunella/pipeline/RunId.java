package dev.prunella.pipeline;

import java.util.Optional;

/** A run's number in its lake, counted from 1. */
public record RunId(long number) implements Comparable<RunId> {
  private static final String PREFIX = "run-";

  public RunId {
    if (number < 1) {
      throw new IllegalArgumentException("runs are counted from 1, not " + number);
    }
  }

  /** Reads {@code run-42}, {@code 42}. */
  public static Optional<RunId> parse(String text) {
    var digits = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    return digits.matches("[1-9]\\d{0,17}")
        ? Optional.of(new RunId(Long.parseLong(digits)))
        : Optional.empty();
  }

  @Override
  public int compareTo(RunId other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return PREFIX + number;
  }
}
