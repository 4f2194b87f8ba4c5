package dev.prunella.memory;

/**
 * A vector of which only the direction counts, a byte for each dimension: the angle between two
 * changes by less than a hundredth for that. Immutable.
 */
public final class Direction {
  private final byte[] parts;

  private Direction(byte[] parts) {
    this.parts = parts;
  }

  /**
   * The direction of a vector.
   *
   * @throws IllegalArgumentException if all of it is zero, or some of it no number
   */
  public static Direction of(float[] vector) {
    float greatest = 0;
    for (float x : vector) {
      if (!Float.isFinite(x)) {
        throw new IllegalArgumentException("a direction is made of finite numbers, not of " + x);
      }
      greatest = Math.max(greatest, Math.abs(x));
    }
    if (greatest == 0) {
      throw new IllegalArgumentException("a vector of zeros has no direction");
    }
    var parts = new byte[vector.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = (byte) Math.round(vector[i] / greatest * Byte.MAX_VALUE);
    }
    return new Direction(parts);
  }

  /** A direction as it was kept. */
  public static Direction ofBytes(byte[] kept) {
    return new Direction(kept.clone());
  }

  public byte[] bytes() {
    return parts.clone();
  }

  /**
   * The cosine of the angle between both, from -1 to 1; 1 is the same direction.
   *
   * @throws IllegalArgumentException if they have not as many dimensions
   */
  public double cosine(Direction other) {
    if (parts.length != other.parts.length) {
      throw new IllegalArgumentException(
          parts.length + " dimensions cannot be compared with " + other.parts.length);
    }
    long dot = 0;
    long mine = 0;
    long its = 0;
    for (int i = 0; i < parts.length; i++) {
      dot += parts[i] * other.parts[i];
      mine += parts[i] * parts[i];
      its += other.parts[i] * other.parts[i];
    }
    double norms = Math.sqrt((double) mine * its);
    return norms == 0 ? 0 : dot / norms;
  }
}
