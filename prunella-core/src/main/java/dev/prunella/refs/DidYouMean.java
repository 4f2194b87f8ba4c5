package dev.prunella.refs;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that a mistyped one probably stands for. */
public final class DidYouMean {

  /** Longer names are compared by this many characters. */
  private static final int COMPARED = 64;

  /** Where there are more, only these are looked at: a hint must not cost more than an answer. */
  private static final int MOST_CANDIDATES = 20_000;

  private DidYouMean() {}

  /** The nearest name within a third of its letters; letter case does not count. */
  public static Optional<String> among(Collection<String> known, String typed) {
    record Near(String name, int edits) {}
    var wanted = typed.toLowerCase(Locale.ROOT);
    int bound = Math.max(1, wanted.length() / 3);
    return known.stream()
        .limit(MOST_CANDIDATES)
        .map(name -> new Near(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
        .filter(near -> near.edits() <= bound)
        .min(Comparator.comparingInt(Near::edits).thenComparing(Near::name))
        .map(Near::name);
  }

  /** Levenshtein's distance (1966), with two letters swapped as one edit (Damerau 1964). */
  private static int distance(String a, String b) {
    var x = a.substring(0, Math.min(COMPARED, a.length()));
    var y = b.substring(0, Math.min(COMPARED, b.length()));
    var edits = new int[x.length() + 1][y.length() + 1];
    for (int i = 0; i <= x.length(); i++) {
      for (int j = 0; j <= y.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        boolean same = x.charAt(i - 1) == y.charAt(j - 1);
        edits[i][j] =
            Math.min(
                edits[i - 1][j - 1] + (same ? 0 : 1),
                Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && x.charAt(i - 1) == y.charAt(j - 2)
            && x.charAt(i - 2) == y.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[x.length()][y.length()];
  }
}
