package dev.prunella.heal;

import java.util.Optional;

/**
 * A header with a credential that a source's requests may want. It holds the secret's reference and
 * never its value, which is read where the request is made and nowhere else.
 *
 * @param name the header's, such as {@code X-Api-Key}
 * @param scheme what stands before the credential, such as {@code Bearer}
 * @param secret a reference, such as {@code secret:env/PARTNER_KEY}
 */
public record SentHeader(String name, Optional<String> scheme, String secret) {
  /** What a header may be called, as a regular expression. */
  public static final String NAME = "[A-Za-z][A-Za-z0-9-]{0,99}";

  /** A reference as it may stand within a header, as a regular expression. */
  public static final String REFERENCE =
      "secret:(env/[A-Za-z_][A-Za-z0-9_]{0,199}|file/[^\\s&#;,\"']{1,500})";

  /**
   * One that can be sent.
   *
   * @throws IllegalArgumentException if a name is none, or what should be a reference is a value
   */
  public SentHeader {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException("'" + name + "' is no header's name");
    }
    if (!secret.matches(REFERENCE)) {
      // What is no reference may be the secret itself, and is repeated nowhere.
      throw new IllegalArgumentException("the header " + name + " has no reference to a secret");
    }
  }

  /** The header's value as a source's file would have it: the reference is still one. */
  String value() {
    return scheme.map(s -> s + " ").orElse("") + secret;
  }

  /** Whether not both can be in one request. */
  public boolean isOfSameName(SentHeader other) {
    return name.equalsIgnoreCase(other.name);
  }

  /** For people. */
  public String words() {
    return "the header %s with %s".formatted(name, value());
  }
}
