package dev.prunella.local.sql;

/**
 * One change of a text.
 *
 * @param offset where, in characters from 0
 * @param length how many characters go
 * @param replacement what comes instead
 */
public record Edit(int offset, int length, String replacement) {

  public Edit {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("an edit lies inside its text");
    }
  }

  int end() {
    return offset + length;
  }
}
