package dev.prunella.local.contract;

import java.time.Duration;

/**
 * Bounds of checking one table.
 *
 * @param timeout of each query
 * @param sampleRows of a check that failed
 * @param sampleColumns of each of them
 * @param valueChars of each value
 */
public record CheckLimits(Duration timeout, int sampleRows, int sampleColumns, int valueChars) {
  public static final CheckLimits DEFAULT = new CheckLimits(Duration.ofMinutes(10), 10, 8, 120);
}
