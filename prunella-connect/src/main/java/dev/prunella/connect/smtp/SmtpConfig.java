package dev.prunella.connect.smtp;

import java.time.Duration;
import java.util.Optional;

/**
 * A mail server; secrets are revealed already.
 *
 * @param from the address that sends
 * @param timeout for each step of the conversation
 */
public record SmtpConfig(
    String host, int port, Tls tls, String from, Optional<Login> login, Duration timeout) {

  /** How the connection is kept from others. */
  public enum Tls {
    /** Asked for after the greeting; without it nothing is sent. */
    STARTTLS,
    /** From the first byte. */
    IMPLICIT,
    NONE
  }

  /** Who logs in. */
  public record Login(String user, String password) {
    /** Keeps the password out of logs. */
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  public SmtpConfig {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a mail server has some time to answer");
    }
  }
}
