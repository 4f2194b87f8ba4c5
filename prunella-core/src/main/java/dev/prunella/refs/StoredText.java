package dev.prunella.refs;

/** Text as every database can hold it, and gives it back unchanged. */
public final class StoredText {
  private static final int REPLACEMENT = 0xFFFD;

  private StoredText() {}

  /** The text with U+FFFD for NUL and for halves of characters (unpaired surrogates). */
  public static String of(String text) {
    if (text.codePoints().noneMatch(StoredText::cannotBeHeld)) {
      return text;
    }
    var clean = new StringBuilder(text.length());
    text.codePoints().map(c -> cannotBeHeld(c) ? REPLACEMENT : c).forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean cannotBeHeld(int codePoint) {
    return codePoint == 0 || (codePoint >= 0xD800 && codePoint <= 0xDFFF);
  }
}
