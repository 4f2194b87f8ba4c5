package dev.prunella.connect.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;

/**
 * Where requests go; secrets are revealed already.
 *
 * @param secret by which they are signed: {@code whsec_} and base64 of 24 to 64 bytes
 */
public record WebhookConfig(URI url, String secret, Duration timeout) {
  private static final String PREFIX = "whsec_";
  private static final int FEWEST_BYTES = 24;
  private static final int MOST_BYTES = 64;

  public WebhookConfig {
    if (url.getHost() == null) {
      throw new IllegalArgumentException("the webhook's address names no server");
    }
    key(secret);
  }

  byte[] key() {
    return key(secret);
  }

  /**
   * A key as Standard Webhooks writes it: {@code whsec_} and base64 of 24 to 64 bytes.
   *
   * @throws IllegalArgumentException with a sentence that does not repeat it
   */
  static byte[] key(String secret) {
    try {
      var bytes =
          Base64.getDecoder()
              .decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
      if (bytes.length >= FEWEST_BYTES && bytes.length <= MOST_BYTES) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a webhook's secret is whsec_ and base64 after it", e);
    }
    throw new IllegalArgumentException(
        "a webhook's secret has " + FEWEST_BYTES + " to " + MOST_BYTES + " bytes");
  }

  /** Keeps the secret out of logs. */
  @Override
  public String toString() {
    return "WebhookConfig[" + url.getHost() + "]";
  }
}
