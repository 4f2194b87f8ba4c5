package dev.prunella.app.rest;

import java.util.Optional;

/**
 * A secret by which a client is known, and what it may do.
 *
 * @param name who is named in the lake's log
 * @param secret what the client sends as bearer token
 * @param branch the only branch that is served to it; empty for all
 * @param write whether it may change anything
 */
public record AccessToken(String name, String secret, Optional<String> branch, boolean write) {

  /** Fewest characters of a secret. */
  public static final int MIN_SECRET = 16;

  public AccessToken {
    if (secret.length() < MIN_SECRET) {
      throw new IllegalArgumentException(
          "the token of '" + name + "' is too short: take at least " + MIN_SECRET + " characters");
    }
  }

  /** Keeps the secret out of logs. */
  @Override
  public String toString() {
    return "AccessToken[" + name + "]";
  }
}
