package dev.prunella.local.secrets;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;

/**
 * Masks secrets in texts that leave: logs, errors, events, journals, what child processes print.
 *
 * <p>A secret is found as it is; with its characters escaped as in URLs or JSON, all or some of
 * them, up to two layers deep; and in Base64 of either alphabet, also amid a longer text such as
 * {@code user:password}. Long lines of a secret (keys) are found by themselves. Not found: a secret
 * that is cut up, hashed, encrypted or compressed, or in Base64 with line breaks in it.
 *
 * <p>A value of fewer than {@value #SHORTEST} characters stands in too many texts by chance:
 * masking it everywhere would destroy them, and show the value by what is missing. It is masked
 * only as the value of what is called a password, secret, token, key, PIN or credential ({@code
 * pin=77}, {@code "token": "ab"}). The same goes for values that are all white space.
 *
 * <p>Thread-safe; a secret is masked in every text that is redacted after it was remembered.
 */
public final class Redaction {
  /** What stands in a secret's place; fits into JSON, URLs and SQL. */
  public static final String MASK = "***";

  /** Values with fewer characters are masked only where they are called secret. */
  public static final int SHORTEST = Needles.SHORTEST;

  private static final int MOST_SECRETS = 1_000;

  /** Characters that are looked at together: what is needed for it is some fifty times as much. */
  private static final int PIECE = 1 << 16;

  private volatile KnownSecrets known = KnownSecrets.NONE;

  /**
   * Remembers a secret for as long as this object lives; the empty text is none.
   *
   * @return whether it is masked wherever it stands, and not only where it is called a secret
   * @throws LakeException when there are too many to look for: it is better to stop than to show
   *     one
   */
  public boolean remember(String secret) {
    if (!secret.isEmpty() && !known.has(secret)) {
      synchronized (this) {
        if (!known.has(secret)) {
          if (known.count() == MOST_SECRETS) {
            throw new LakeException(
                Problem.UNSUPPORTED,
                "more than %,d secrets have been read: later ones could not be masked in logs; start again"
                    .formatted(MOST_SECRETS));
          }
          known = known.and(secret);
        }
      }
    }
    return KnownSecrets.isMaskedAnywhere(secret);
  }

  /** The text with {@value #MASK} for each secret, and one for several that touch. */
  public String redact(String text) {
    if (known.count() == 0) {
      return text;
    }
    var stream = stream();
    var shown = new StringBuilder(text.length());
    int from = 0;
    for (; text.length() - from > PIECE; from += PIECE) {
      shown.append(stream.next(text.substring(from, from + PIECE)));
    }
    return shown.append(stream.end(text.substring(from))).toString();
  }

  /** For a text that comes in pieces. */
  public RedactedStream stream() {
    return new RedactedStream(this);
  }

  KnownSecrets known() {
    return known;
  }
}
