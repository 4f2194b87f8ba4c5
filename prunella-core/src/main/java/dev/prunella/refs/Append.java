package dev.prunella.refs;

import java.nio.charset.StandardCharsets;

/**
 * An entry to be appended to a journal, if the journal is where its writer last saw it.
 *
 * <p>A stream is one journal, such as that of an incident; it exists from its first entry on. The
 * body is text that only its readers understand, usually JSON. What not every database can hold of
 * it (NUL, half a character) is replaced here already, so that what was appended equals what is
 * read back.
 *
 * @param stream 1 to {@value #MAX_STREAM} characters, none of them a control character
 * @param position how many entries the stream must have; the entry's own place, counted from 0
 * @param kind 1 to {@value #MAX_KIND} characters, none of them a control character
 * @param body up to {@value #MAX_BODY_BYTES} bytes of UTF-8; may be empty
 */
public record Append(String stream, long position, String kind, String body) {
  public static final int MAX_STREAM = 200;
  public static final int MAX_KIND = 60;
  public static final int MAX_BODY_BYTES = 1 << 20;

  /**
   * @throws LakeException {@link Problem#BAD_NAME} for a stream or kind that cannot be, {@link
   *     Problem#BAD_REQUEST} for a body that is too large
   */
  public Append {
    requireName("a journal's stream", stream, MAX_STREAM);
    requireName("a journal entry's kind", kind, MAX_KIND);
    if (position < 0) {
      throw new IllegalArgumentException("a position is counted from 0: " + position);
    }
    body = StoredText.of(body);
    int bytes = body.length() > MAX_BODY_BYTES ? body.length() : bytes(body);
    if (bytes > MAX_BODY_BYTES) {
      throw new LakeException(
          Problem.BAD_REQUEST,
          "an entry '%s' of the journal '%s' has more than %,d bytes; keep what is large in a file and name it"
              .formatted(kind, stream, MAX_BODY_BYTES));
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void requireName(String what, String name, int most) {
    int length = name.codePointCount(0, name.length());
    if (length < 1 || length > most) {
      throw new LakeException(
          Problem.BAD_NAME, "%s has 1 to %d characters, not %d".formatted(what, most, length));
    }
    if (name.codePoints().anyMatch(Character::isISOControl) || !name.equals(StoredText.of(name))) {
      throw new LakeException(
          Problem.BAD_NAME, what + " holds a control character or half a character");
    }
  }
}
