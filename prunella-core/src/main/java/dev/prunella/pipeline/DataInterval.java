package dev.prunella.pipeline;

import java.time.Duration;
import java.time.Instant;

/** The slice of time a run is for: from its start up to, but not including, its end. */
public record DataInterval(Instant start, Instant end) implements Comparable<DataInterval> {

  public DataInterval {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException(
          "an interval ends after it starts: " + start + " - " + end);
    }
  }

  public boolean contains(Instant at) {
    return !at.isBefore(start) && at.isBefore(end);
  }

  /** Whether some moment lies in both. */
  public boolean overlaps(DataInterval other) {
    return start.isBefore(other.end) && other.start.isBefore(end);
  }

  public Duration length() {
    return Duration.between(start, end);
  }

  @Override
  public int compareTo(DataInterval other) {
    int byStart = start.compareTo(other.start);
    return byStart != 0 ? byStart : end.compareTo(other.end);
  }
}
