package dev.prunella.local.duckdb;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that is closest to a mistyped one. */
final class Suggestions {
  private static final int MAX_CANDIDATES = 20_000;
  private static final int MAX_NAME = 200;

  private Suggestions() {}

  /** {@code ", did you mean 'x'?"}, or a full stop when nothing is close. */
  static String didYouMean(String typed, Collection<String> known) {
    return closest(typed, known).map(name -> ", did you mean '" + name + "'?").orElse(".");
  }

  private static Optional<String> closest(String typed, Collection<String> known) {
    String wanted = typed.toLowerCase(Locale.ROOT);
    int bound = Math.max(2, wanted.length() / 3);
    record Near(String name, int edits) {}
    return known.stream()
        .limit(MAX_CANDIDATES)
        .filter(
            name -> name.length() <= MAX_NAME && Math.abs(name.length() - wanted.length()) <= bound)
        .map(name -> new Near(name, edits(wanted, name.toLowerCase(Locale.ROOT))))
        .filter(near -> near.edits() <= bound)
        .min(Comparator.comparingInt(Near::edits).thenComparing(Near::name))
        .map(Near::name);
  }

  /** Levenshtein distance. */
  private static int edits(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
