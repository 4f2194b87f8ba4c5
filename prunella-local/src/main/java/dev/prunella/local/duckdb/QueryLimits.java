package dev.prunella.local.duckdb;

import java.time.Duration;

/**
 * Bounds of one query.
 *
 * @param maxRows rows handed out at most; {@link QueryCursor#truncated} tells whether there were
 *     more
 * @param timeout from the start of the query to the last row
 */
public record QueryLimits(long maxRows, Duration timeout) {

  public QueryLimits {
    if (maxRows < 1 || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("maxRows and timeout must be positive");
    }
  }

  public static QueryLimits defaults() {
    return new QueryLimits(10_000, Duration.ofMinutes(5));
  }
}
