package dev.prunella.pipeline;

import java.time.Duration;

/**
 * What a step may use.
 *
 * @param memoryBytes main memory; more is spilled to disk where the work can, else the step fails
 * @param time how long it may take
 * @param ownProcess whether it runs in a process of its own, so that it cannot take others down
 */
public record StepLimits(long memoryBytes, Duration time, boolean ownProcess) {
  public static final StepLimits DEFAULT = new StepLimits(1L << 30, Duration.ofHours(1), false);

  public StepLimits {
    if (memoryBytes < 1 || time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("memory and time of a step must be positive");
    }
  }

  public StepLimits withMemory(long bytes) {
    return new StepLimits(bytes, time, ownProcess);
  }

  public StepLimits withTime(Duration most) {
    return new StepLimits(memoryBytes, most, ownProcess);
  }

  public StepLimits inOwnProcess(boolean own) {
    return new StepLimits(memoryBytes, time, own);
  }
}
