package dev.prunella.local.fetch;

import java.time.Duration;

/**
 * What one fetch may bring and wait for, beyond the time limit of its step.
 *
 * @param mostBytes of all parts together
 * @param mostFiles that a pattern may match
 * @param mostEntries of folders that are looked through for a pattern
 * @param quiet a file that was written more recently is not taken for complete by the sensor
 * @param connect how long a server may take to accept a connection
 */
public record FetchLimits(
    long mostBytes, int mostFiles, int mostEntries, Duration quiet, Duration connect) {
  public static final FetchLimits DEFAULT =
      new FetchLimits(64L << 30, 10_000, 200_000, Duration.ofSeconds(2), Duration.ofSeconds(15));

  public FetchLimits {
    if (mostBytes < 1 || mostFiles < 1 || mostEntries < 1 || quiet.isNegative()) {
      throw new IllegalArgumentException("limits of a fetch must be positive");
    }
    if (connect.isNegative() || connect.isZero()) {
      throw new IllegalArgumentException("a connection needs some time");
    }
  }

  FetchLimits withMostBytes(long bytes) {
    return new FetchLimits(bytes, mostFiles, mostEntries, quiet, connect);
  }

  FetchLimits withMostFiles(int files) {
    return new FetchLimits(mostBytes, files, mostEntries, quiet, connect);
  }
}
