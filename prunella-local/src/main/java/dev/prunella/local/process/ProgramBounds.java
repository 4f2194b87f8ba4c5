package dev.prunella.local.process;

import java.time.Duration;

/**
 * What every program is held to, beyond the limits of its step.
 *
 * @param logBytes of its output are passed on; the rest is read and dropped
 * @param diskBytes may lie in its folder; looked at about once a second, so a fast writer gets
 *     somewhat further
 * @param grace between being asked to end and being killed
 */
public record ProgramBounds(long logBytes, long diskBytes, Duration grace) {
  public static final ProgramBounds DEFAULT =
      new ProgramBounds(16L << 20, 64L << 30, Duration.ofSeconds(3));

  public ProgramBounds {
    if (logBytes < 1 || diskBytes < 1 || grace.isNegative()) {
      throw new IllegalArgumentException("bounds of programs must be positive");
    }
  }
}
