package dev.prunella.app.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Makes what nobody can guess, and knows it again by its hash alone. */
final class Secret {
  private static final int BYTES = 32;

  private Secret() {}

  /** 256 bits, in letters that fit into addresses and headers. */
  static String fresh(SecureRandom random) {
    return text(random, BYTES);
  }

  private static String text(RandomGenerator random, int bytes) {
    var value = new byte[bytes];
    random.nextBytes(value);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }

  /** SHA-256; of 256 random bits that is enough, for there is nothing to try out. */
  static String hash(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
