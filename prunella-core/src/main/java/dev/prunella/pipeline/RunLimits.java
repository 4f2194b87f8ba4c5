package dev.prunella.pipeline;

/**
 * Bounds of a run.
 *
 * @param parallelSteps how many steps work at once
 * @param memoryBytes what the steps that work at once may use together
 * @param attempts how often a run starts over from a main that moved
 */
public record RunLimits(int parallelSteps, long memoryBytes, int attempts) {
  public static final RunLimits DEFAULT = new RunLimits(2, 4L << 30, 10);

  public RunLimits {
    if (parallelSteps < 1 || memoryBytes < 1 || attempts < 1) {
      throw new IllegalArgumentException("a run needs at least one step, byte and attempt");
    }
  }
}
