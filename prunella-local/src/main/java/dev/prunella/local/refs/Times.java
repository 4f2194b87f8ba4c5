package dev.prunella.local.refs;

import java.time.Instant;

/** Instants as the databases hold them: whole microseconds since 1970, in 64 bits. */
final class Times {
  private static final long PER_SECOND = 1_000_000;
  private static final long LAST_SECOND = Long.MAX_VALUE / PER_SECOND - 1;

  private Times() {}

  /** Rounds down; what lies beyond the 64 bits (290,000 years) becomes the last that they hold. */
  static long micros(Instant at) {
    long second = Math.clamp(at.getEpochSecond(), -LAST_SECOND, LAST_SECOND);
    return second * PER_SECOND + at.getNano() / 1_000;
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
  }
}
