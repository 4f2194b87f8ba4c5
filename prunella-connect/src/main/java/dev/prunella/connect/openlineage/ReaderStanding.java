package dev.prunella.connect.openlineage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a table stands for those who read it, in words that need no knowledge of runs.
 *
 * @param freshness such as {@code fresh} or {@code stale}
 * @param through the newest interval that it holds
 * @param staleSince from when on it should have been newer
 * @param missing the intervals that it lacks, newest first
 * @param because why, in a sentence
 */
public record ReaderStanding(
    String freshness,
    Optional<String> through,
    Optional<Instant> staleSince,
    List<String> missing,
    Optional<String> because) {
  public ReaderStanding {
    missing = List.copyOf(missing);
  }
}
