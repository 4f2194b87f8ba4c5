package dev.prunella.local.duckdb;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Bounds of a {@link DuckDbPool}.
 *
 * @param maxInstances DuckDB instances at once, leased and idle together
 * @param warmInstances idle instances kept ready, since a fresh one costs about 17 ms
 * @param maxWait how long a lease is waited for
 * @param memoryBytes memory of one instance; DuckDB spills to the temporary folder and then fails,
 *     it does not kill
 * @param threads threads of one instance
 * @param tempFolder where instances spill, each into a folder of its own
 * @param maxTempBytes how much one instance may spill
 */
public record PoolLimits(
    int maxInstances,
    int warmInstances,
    Duration maxWait,
    long memoryBytes,
    int threads,
    Path tempFolder,
    long maxTempBytes) {

  public PoolLimits {
    if (maxInstances < 1 || warmInstances < 0 || warmInstances > maxInstances) {
      throw new IllegalArgumentException(
          "need 1 <= maxInstances and 0 <= warmInstances <= maxInstances, got "
              + maxInstances
              + " and "
              + warmInstances);
    }
    if (memoryBytes < 1 || threads < 1 || maxTempBytes < 1 || maxWait.isNegative()) {
      throw new IllegalArgumentException("memory, threads, spill and wait must be positive");
    }
  }

  /** Half of this machine's memory and all its threads, shared by four instances. */
  public static PoolLimits defaults(Path tempFolder) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new PoolLimits(
        4, 2, Duration.ofSeconds(30), 2L << 30, Math.max(1, processors), tempFolder, 64L << 30);
  }
}
