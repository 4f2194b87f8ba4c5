package dev.prunella.contract;

import java.time.Instant;
import java.time.ZoneId;

/**
 * The rows of a table that lie in an interval.
 *
 * @param column a date or timestamp
 * @param start the first moment
 * @param end the first moment after it
 * @param zone in which dates, and timestamps without a zone, are meant
 */
public record Slice(String column, Instant start, Instant end, ZoneId zone) {
  public Slice {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("a slice ends after it starts: " + start + " - " + end);
    }
  }
}
