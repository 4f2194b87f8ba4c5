package dev.prunella.app.access;

import java.time.Instant;

/**
 * What is kept of a bearer token: not the token.
 *
 * @param hash SHA-256 of the token, in hexadecimal
 * @param created when, and by whom
 * @param expires from then on it is not good any more
 */
public record Token(
    String name, Role role, String hash, Instant created, String by, Instant expires) {

  public boolean isGood(Instant now) {
    return now.isBefore(expires);
  }
}
