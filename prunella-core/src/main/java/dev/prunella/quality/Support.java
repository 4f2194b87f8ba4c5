package dev.prunella.quality;

import dev.prunella.quality.Measure.Scale;
import dev.prunella.quality.Statistics.ColumnStatistics;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values that a column had in earlier intervals, of those that are kept: how many rows bring
 * new ones, and how many bring known ones in another spelling. Immutable.
 */
final class Support {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  /** In how many earlier intervals each value occurs. */
  private final Map<String, Integer> intervals = new HashMap<>();

  /** The values that are one but for their spelling. */
  private final Map<String, Set<String>> spellings = new HashMap<>();

  private final Series novelty;
  private final Series respelt;

  /**
   * Prepares it.
   *
   * @param seasons of each interval
   * @param text whether the values are texts: only those are spelled
   */
  Support(List<Statistics> earlier, List<Integer> seasons, String column, boolean text) {
    for (var s : earlier) {
      sample(s, column).keySet().forEach(v -> intervals.merge(v, 1, Integer::sum));
    }
    if (text) {
      intervals
          .keySet()
          .forEach(v -> spellings.computeIfAbsent(folded(v), k -> new HashSet<>()).add(v));
    }
    var values = new ArrayList<Double>();
    var others = new ArrayList<Double>();
    var weights = new ArrayList<Double>();
    var places = new ArrayList<Integer>();
    for (int i = 0; i < earlier.size(); i++) {
      var sample = sample(earlier.get(i), column);
      double rows = total(sample);
      if (rows > 0) {
        values.add(unseen(sample, 1) / rows);
        others.add(respelt(sample, 1) / rows);
        weights.add(rows);
        places.add(seasons.get(i));
      }
    }
    novelty = new Series(Scale.SHARE, values, weights, places, 0);
    respelt = new Series(Scale.SHARE, others, weights, places, 0);
  }

  static Map<String, Long> sample(Statistics statistics, String column) {
    return statistics.column(column).map(ColumnStatistics::sample).orElse(Map.of());
  }

  static double total(Map<String, Long> sample) {
    return sample.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Rows of another interval with values that no earlier one has. */
  double unseen(Map<String, Long> sample) {
    return unseen(sample, 0);
  }

  /** Those of them whose values are known in another spelling. */
  double respelt(Map<String, Long> sample) {
    return respelt(sample, 0);
  }

  /** What the earlier intervals themselves bring that no other has, as shares of their rows. */
  Series novelty() {
    return novelty;
  }

  /** The same of what they bring in another spelling. */
  Series respelt() {
    return respelt;
  }

  /** Whether there are spellings to speak of. */
  boolean isSpelled() {
    return !spellings.isEmpty();
  }

  Set<String> known() {
    return Collections.unmodifiableSet(intervals.keySet());
  }

  /** Rows with values that occur in no more intervals than these. */
  private double unseen(Map<String, Long> sample, int most) {
    return sample.entrySet().stream()
        .filter(e -> intervals.getOrDefault(e.getKey(), 0) <= most)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private double respelt(Map<String, Long> sample, int most) {
    if (spellings.isEmpty()) {
      return 0;
    }
    return sample.entrySet().stream()
        .filter(e -> intervals.getOrDefault(e.getKey(), 0) <= most)
        .filter(e -> isKnownOtherwise(e.getKey(), sample.keySet(), most))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private boolean isKnownOtherwise(String value, Set<String> here, int most) {
    return spellings.getOrDefault(folded(value), Set.of()).stream()
        .filter(other -> !other.equals(value))
        // An interval that is one of these has brought each of its own once itself.
        .anyMatch(other -> intervals.getOrDefault(other, 0) > (here.contains(other) ? most : 0));
  }

  /** What is left of a text without letter case, accents, signs, spaces and leading zeros. */
  private static String folded(String text) {
    var plain = isAscii(text) ? text : MARKS.matcher(decomposed(text)).replaceAll("");
    var out = new StringBuilder(plain.length());
    plain
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .filter(c -> c != '0' || !out.isEmpty())
        .map(Character::toLowerCase)
        .forEach(out::appendCodePoint);
    return out.isEmpty() ? text : out.toString();
  }

  private static String decomposed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
