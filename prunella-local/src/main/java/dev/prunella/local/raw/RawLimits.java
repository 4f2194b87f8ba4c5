package dev.prunella.local.raw;

/**
 * What may be kept.
 *
 * @param bytes the most that one object may have
 */
public record RawLimits(long bytes) {
  public static final RawLimits DEFAULT = new RawLimits(16L << 30);

  public RawLimits {
    if (bytes < 0) {
      throw new IllegalArgumentException("no object has fewer than no bytes");
    }
  }
}
