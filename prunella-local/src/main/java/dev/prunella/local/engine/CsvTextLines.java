package dev.prunella.local.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a CSV file as its bytes are, each with what ends it; a quoted value may go over
 * several. One line is held at a time.
 */
final class CsvTextLines implements AutoCloseable {
  private final Reader in;
  private final char quote;
  private final char escape;
  private final int skipped;
  private long number;
  private boolean quoted;
  private boolean withinValue;

  /**
   * Reads and closes a file's text.
   *
   * @param skipped lines before the header, in which quotes mean nothing
   */
  CsvTextLines(InputStream text, char quote, char escape, int skipped) {
    // As bytes: what is not understood stays as it is.
    this.in = new BufferedReader(new InputStreamReader(text, StandardCharsets.ISO_8859_1));
    this.quote = quote;
    this.escape = escape;
    this.skipped = skipped;
  }

  /** The next; null at the end. */
  @Nullable String next() throws IOException {
    withinValue = quoted;
    number++;
    var line = new StringBuilder();
    int before = -1;
    for (int c = in.read(); c >= 0; before = c, c = in.read()) {
      line.append((char) c);
      if (c == quote && number > skipped && (escape == quote || before != escape)) {
        quoted = !quoted;
      } else if (c == '\r' && !quoted) {
        return line.append(lineFeed()).toString();
      } else if (c == '\n') {
        return line.toString();
      }
    }
    return line.isEmpty() ? null : line.toString();
  }

  private String lineFeed() throws IOException {
    in.mark(1);
    if (in.read() == '\n') {
      return "\n";
    }
    in.reset();
    return "";
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  /** Whether it belongs to the rows and their header, and begins none of their values' insides. */
  boolean begins() {
    return number > skipped && !withinValue;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
