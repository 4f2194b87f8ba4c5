package dev.prunella.quality;

import dev.prunella.quality.Measure.Scale;
import dev.prunella.quality.Statistics.ColumnStatistics;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values that a column had in earlier intervals, of those that are kept: how many rows bring
 * new ones, and how many bring known ones in another spelling. Immutable.
 */
final class Support {
  private static final int LONGEST = 64;

  /** Fewer rows in another spelling are a slip, which is looked for elsewhere. */
  private static final long FEWEST = 3;

  private static final Pattern ACCENTS =
      Pattern.compile("(?<=[\\p{IsLatin}\\p{IsGreek}\\p{IsCyrillic}])\\p{Mn}+");

  /** Between two digits they are what makes a number, a date or a time of them. */
  private static final Pattern JOINTS =
      Pattern.compile("(?<=\\p{L})[\\s_./-]+(?=[\\p{L}\\p{N}])|(?<=\\p{N})[\\s_./-]+(?=\\p{L})");

  private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=\\d+$)");

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
    long rows =
        sample.entrySet().stream()
            .filter(e -> intervals.getOrDefault(e.getKey(), 0) <= most)
            .filter(e -> isKnownOtherwise(e.getKey(), sample.keySet(), most))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return rows < FEWEST ? 0 : rows;
  }

  private boolean isKnownOtherwise(String value, Set<String> here, int most) {
    return spellings.getOrDefault(folded(value), Set.of()).stream()
        .filter(other -> !other.equals(value))
        // An interval that is one of these has brought each of its own once itself.
        .anyMatch(other -> intervals.getOrDefault(other, 0) > (here.contains(other) ? most : 0));
  }

  /**
   * What is left of a text without letter case, accents of letters that have a plain form, spaces,
   * hyphens and the like between letters, and zeros that a number begins with. Long texts are not
   * spelled, they are written.
   */
  private static String folded(String text) {
    if (text.length() > LONGEST) {
      return text;
    }
    var plain = isAscii(text) ? text : ACCENTS.matcher(decomposed(text)).replaceAll("");
    var joined = JOINTS.matcher(plain.strip().toLowerCase(Locale.ROOT)).replaceAll("");
    return LEADING_ZEROS.matcher(joined).replaceFirst("");
  }

  private static String decomposed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
