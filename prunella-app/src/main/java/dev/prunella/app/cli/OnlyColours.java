package dev.prunella.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Lets text from elsewhere through to a terminal: letters, line ends, tabs and colours. Whatever
 * else a terminal would obey is shown as a question mark.
 */
final class OnlyColours extends Writer {
  private static final char ESCAPE = '\u001b';
  private static final int LONGEST = 16;

  private final Writer to;
  private final StringBuilder sequence = new StringBuilder();

  private OnlyColours(Writer to) {
    this.to = to;
  }

  static PrintWriter to(Writer to) {
    return new PrintWriter(new OnlyColours(to), false);
  }

  @Override
  public void write(char[] chars, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(chars[i]);
    }
  }

  private void write(char c) throws IOException {
    if (sequence.isEmpty() && c != ESCAPE) {
      to.write(c == '\n' || c == '\t' || !isObeyed(c) ? c : '?');
      return;
    }
    sequence.append(c);
    if (sequence.length() == 1) {
      return;
    }
    boolean begins = sequence.length() == 2 && c == '[';
    boolean goesOn = sequence.length() > 2 && (c == ';' || (c >= '0' && c <= '9'));
    if ((begins || goesOn) && sequence.length() < LONGEST) {
      return;
    }
    var whole = sequence.toString();
    sequence.setLength(0);
    if (whole.length() > 2 && c == 'm') {
      to.write(whole);
    } else {
      to.write('?');
      for (int i = 1; i < whole.length(); i++) {
        write(whole.charAt(i));
      }
    }
  }

  /** Control characters, and those that turn the direction of text. */
  private static boolean isObeyed(char c) {
    return Character.isISOControl(c)
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }

  @Override
  public void flush() throws IOException {
    to.flush();
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
