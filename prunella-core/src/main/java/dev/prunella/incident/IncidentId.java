package dev.prunella.incident;

import java.util.Optional;

/** An incident's number in its lake, counted from 1; written {@code INC-7}. */
public record IncidentId(long number) implements Comparable<IncidentId> {
  private static final String PREFIX = "INC-";

  public IncidentId {
    if (number < 1) {
      throw new IllegalArgumentException("incidents are counted from 1, not " + number);
    }
  }

  /** From {@code INC-7}, {@code inc-7} or {@code 7}; empty for anything else. */
  public static Optional<IncidentId> parse(String text) {
    var digits =
        text.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
            ? text.substring(PREFIX.length())
            : text;
    return digits.matches("[1-9]\\d{0,17}")
        ? Optional.of(new IncidentId(Long.parseLong(digits)))
        : Optional.empty();
  }

  @Override
  public int compareTo(IncidentId other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return PREFIX + number;
  }
}
