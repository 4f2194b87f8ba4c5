package dev.prunella.heal;

import dev.prunella.heal.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * What an edit of a SQL text has changed, piece by piece, word for word: each piece can be taken
 * back by itself, and the rest of the edit stays. What only changes layout or comments is no piece.
 */
public final class Hunks {
  /** Comparing costs the product of the words of both; beyond it all is one piece. */
  private static final long MOST_COMPARED = 4_000_000;

  private final String path;
  private final String good;
  private final String now;
  private final List<Token> was;
  private final List<Token> is;

  private Hunks(String path, String good, String now) {
    this.path = path;
    this.good = good;
    this.now = now;
    this.was = SqlTokens.of(good);
    this.is = SqlTokens.of(now);
  }

  /**
   * The patches that take an edit back, each for itself, in the order of the text.
   *
   * @param good the text before the edit
   * @param now after it; the patches are of this one
   */
  public static List<TextPatch> takingBack(String path, String good, String now) {
    return new Hunks(path, good, now).patches();
  }

  private List<TextPatch> patches() {
    int first = 0;
    while (first < was.size() && first < is.size() && same(first, first)) {
      first++;
    }
    int wasEnd = was.size();
    int isEnd = is.size();
    while (wasEnd > first && isEnd > first && same(wasEnd - 1, isEnd - 1)) {
      wasEnd--;
      isEnd--;
    }
    var patches = new ArrayList<TextPatch>();
    if ((long) (wasEnd - first) * (isEnd - first) > MOST_COMPARED) {
      patches.add(patch(first, wasEnd, first, isEnd));
      return patches;
    }
    var common = common(first, wasEnd, isEnd);
    int a = first;
    int b = first;
    while (a < wasEnd || b < isEnd) {
      if (a < wasEnd && b < isEnd && same(a, b)) {
        a++;
        b++;
        continue;
      }
      int fromA = a;
      int fromB = b;
      while ((a < wasEnd || b < isEnd) && !(a < wasEnd && b < isEnd && same(a, b))) {
        boolean goes =
            b == isEnd
                || (a < wasEnd
                    && common[a + 1 - first][b - first] >= common[a - first][b + 1 - first]);
        if (goes) {
          a++;
        } else {
          b++;
        }
      }
      patches.add(patch(fromA, a, fromB, b));
    }
    return patches;
  }

  private boolean same(int a, int b) {
    return was.get(a).text().equals(is.get(b).text());
  }

  /** How many words the rests of both have in common, in their order. */
  private int[][] common(int first, int wasEnd, int isEnd) {
    var common = new int[wasEnd - first + 1][isEnd - first + 1];
    for (int a = wasEnd - 1; a >= first; a--) {
      for (int b = isEnd - 1; b >= first; b--) {
        common[a - first][b - first] =
            same(a, b)
                ? common[a + 1 - first][b + 1 - first] + 1
                : Math.max(common[a + 1 - first][b - first], common[a - first][b + 1 - first]);
      }
    }
    return common;
  }

  /** Words of the good text for words of the present one; either may be none. */
  private TextPatch patch(int a, int aEnd, int b, int bEnd) {
    if (a == aEnd) {
      return added(a, b, bEnd);
    }
    if (b == bEnd) {
      return lost(a, aEnd, b);
    }
    var left = gap(good, was, a);
    var right = gap(good, was, aEnd);
    int start = is.get(b).start();
    int end = is.get(bEnd - 1).end();
    var replacement = good.substring(was.get(a).start(), was.get(aEnd - 1).end());
    // Signs that were one, such as >=, are one again; words do not grow together.
    if (isGlued(a) && gap(now, is, b).isBlank()) {
      start -= gap(now, is, b).length();
    } else if (gap(now, is, b).isEmpty()) {
      replacement = left + replacement;
    }
    if (isGlued(aEnd) && gap(now, is, bEnd).isBlank()) {
      end += gap(now, is, bEnd).length();
    } else if (gap(now, is, bEnd).isEmpty()) {
      replacement = replacement + right;
    }
    return new TextPatch(path, start, end - start, replacement, "put back what was changed");
  }

  /** What was added goes with the space before it, but for a comment that stands there. */
  private TextPatch added(int a, int b, int bEnd) {
    int start = is.get(b).start();
    int end = is.get(bEnd - 1).end();
    var between = gap(good, was, a);
    var before = gap(now, is, b);
    var after = gap(now, is, bEnd);
    if (before.isBlank() && (isGlued(a) || !after.isEmpty())) {
      start -= before.length();
    }
    if (isGlued(a) && after.isBlank()) {
      end += after.length();
    }
    boolean grown = start > 0 && end < now.length() && before.isEmpty() && after.isEmpty();
    return new TextPatch(
        path, start, end - start, grown ? between : "", "take back what was added");
  }

  private TextPatch lost(int a, int aEnd, int b) {
    int at = b == 0 ? 0 : is.get(b - 1).end();
    int from = a == 0 ? was.get(0).start() : was.get(a - 1).end();
    var after = gap(good, was, aEnd);
    var replacement =
        good.substring(from, was.get(aEnd - 1).end()) + (gap(now, is, b).isEmpty() ? after : "");
    int length = isGlued(aEnd) && gap(now, is, b).isBlank() ? gap(now, is, b).length() : 0;
    return new TextPatch(path, at, length, replacement, "put back what was lost");
  }

  /** Whether two words of the good text stand without anything between them. */
  private boolean isGlued(int index) {
    return index > 0 && index < was.size() && gap(good, was, index).isEmpty();
  }

  /** What stands before a word, or behind the last. */
  private static String gap(String text, List<Token> words, int index) {
    return text.substring(
        index == 0 ? 0 : words.get(index - 1).end(),
        index == words.size() ? text.length() : words.get(index).start());
  }
}
