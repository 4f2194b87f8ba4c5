package dev.prunella.local.fetch;

import java.util.function.UnaryOperator;

/** What others say, as part of our own sentences: one line, bounded, and marked as theirs. */
final class Quoted {
  private static final int LONGEST = 300;

  private Quoted() {}

  /**
   * {@code the server says: "..."}, or nothing where it said nothing. Secrets are masked before it
   * is cut: half of one would not be found later.
   */
  static String server(String text, UnaryOperator<String> redaction) {
    var line = line(redaction.apply(text));
    return line.isEmpty() ? "" : "; the server says: \"" + line + "\"";
  }

  /** On one line, without control characters and double quotes, and not too long. */
  static String line(String text) {
    var line = new StringBuilder();
    boolean space = false;
    for (int i = 0; i < text.length() && line.length() <= LONGEST; i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isISOControl(c)) {
        space = !line.isEmpty();
      } else {
        if (space) {
          line.append(' ');
        }
        space = false;
        line.append(c == '"' ? '\'' : c);
      }
    }
    return line.length() <= LONGEST ? line.toString() : line.substring(0, LONGEST) + "...";
  }
}
