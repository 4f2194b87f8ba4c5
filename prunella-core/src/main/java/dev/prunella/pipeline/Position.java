package dev.prunella.pipeline;

/**
 * A place in a text.
 *
 * @param line counted from 1
 * @param column counted from 1, in characters as people see them (code points)
 * @param offset counted from 0, as {@link String#charAt} does
 */
public record Position(int line, int column, int offset) implements Comparable<Position> {

  public Position {
    if (line < 1 || column < 1 || offset < 0) {
      throw new IllegalArgumentException("no place in a text: " + line + ":" + column);
    }
  }

  /** Where an offset of a text lies; an offset beyond the text is its end. */
  public static Position in(String text, int offset) {
    int at = Math.clamp(offset, 0, text.length());
    int line = 1;
    int start = 0;
    for (int next = text.indexOf('\n'); next >= 0 && next < at; next = text.indexOf('\n', start)) {
      line++;
      start = next + 1;
    }
    return new Position(line, text.codePointCount(start, at) + 1, at);
  }

  @Override
  public int compareTo(Position other) {
    return Integer.compare(offset, other.offset);
  }

  /** For people: {@code 7:12}. */
  @Override
  public String toString() {
    return line + ":" + column;
  }
}
