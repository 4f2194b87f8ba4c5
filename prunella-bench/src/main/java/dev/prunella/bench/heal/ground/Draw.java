package dev.prunella.bench.heal.ground;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Chance by seed and name: what is drawn for one thing does not depend on what else is drawn, or in
 * which order, so a new name in a ground changes nothing else of it.
 */
record Draw(long seed) {

  /** A number of 63 bits for a thing. */
  long of(String thing) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256")
              .digest((seed + "/" + thing).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong() & Long.MAX_VALUE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A number from 0 to below {@code bound}. */
  long below(long bound, String thing) {
    return of(thing) % bound;
  }

  /** A number from {@code least} to {@code most}. */
  double between(double least, double most, String thing) {
    return least + (most - least) * (of(thing) / (double) Long.MAX_VALUE);
  }
}
