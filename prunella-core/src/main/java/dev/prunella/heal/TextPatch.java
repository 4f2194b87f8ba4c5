package dev.prunella.heal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One small change of a file's text; everything outside of its span stays as its author wrote it.
 *
 * @param path from the project's folder
 * @param offset where it begins, in characters from 0
 * @param length how many characters go
 * @param replacement what comes instead
 * @param why for people, without values of rows
 */
public record TextPatch(String path, int offset, int length, String replacement, String why) {

  public TextPatch {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("a patch lies inside its text");
    }
  }

  private int end() {
    return offset + length;
  }

  /**
   * A text with patches of it, all at places of the text as it is given.
   *
   * @throws IllegalArgumentException if two of them overlap, or one lies outside
   */
  public static String apply(String text, List<TextPatch> patches) {
    var ordered = new ArrayList<>(patches);
    ordered.sort(Comparator.comparingInt(TextPatch::offset).thenComparingInt(TextPatch::end));
    var patched = new StringBuilder();
    int at = 0;
    for (var patch : ordered) {
      if (patch.offset() < at || patch.end() > text.length()) {
        throw new IllegalArgumentException(
            "patches of " + patch.path() + " overlap, or lie outside of it");
      }
      patched.append(text, at, patch.offset()).append(patch.replacement());
      at = patch.end();
    }
    return patched.append(text, at, text.length()).toString();
  }

  /** The line in which it begins, from 1. */
  public int line(String text) {
    return 1
        + (int)
            text.substring(0, Math.min(offset, text.length()))
                .chars()
                .filter(c -> c == '\n')
                .count();
  }
}
