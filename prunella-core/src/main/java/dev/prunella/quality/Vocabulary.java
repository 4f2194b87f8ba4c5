package dev.prunella.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** In how many different values of a column each word occurs. */
public final class Vocabulary {
  private final Map<String, Integer> values = new HashMap<>();

  /** Counts the words of a column's distinct values; case does not count. */
  public static Vocabulary of(Collection<ColumnFacts.Counted> values) {
    var out = new Vocabulary();
    for (var value : values) {
      new HashSet<>(words(value.text())).forEach(w -> out.values.merge(w, 1, Integer::sum));
    }
    return out;
  }

  /** The number of values with this word. */
  public int values(String word) {
    return values.getOrDefault(word, 0);
  }

  /** Maximal runs of letters and digits. */
  static List<String> words(String text) {
    var out = new ArrayList<String>();
    int from = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
      if (inside && from < 0) {
        from = i;
      } else if (!inside && from >= 0) {
        out.add(text.substring(from, i).toLowerCase(Locale.ROOT));
        from = -1;
      }
    }
    return out;
  }
}
