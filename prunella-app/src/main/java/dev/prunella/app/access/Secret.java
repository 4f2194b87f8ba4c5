package dev.prunella.app.access;

import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
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
    return ObjectId.of(secret.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
