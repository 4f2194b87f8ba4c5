package dev.prunella.quality;

import dev.prunella.quality.Measure.Scale;
import dev.prunella.quality.Statistics.ColumnStatistics;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * The values that a column had in earlier intervals, of those that are kept: how many rows bring
 * new ones, and how many bring known ones in another spelling. Immutable.
 */
final class Support {
  /** Longer texts are not spelled, they are written. */
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

  /**
   * The values by their {@link #letters}: only these may be one but for their spelling. Empty where
   * most values are new each time: of those none comes back in another spelling.
   */
  private final Map<Integer, List<String>> alike = new HashMap<>();

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
    var past = new ArrayList<Map<String, Long>>();
    var weights = new ArrayList<Double>();
    var places = new ArrayList<Integer>();
    for (int i = 0; i < earlier.size(); i++) {
      var sample = sample(earlier.get(i), column);
      if (!sample.isEmpty()) {
        past.add(sample);
        weights.add(total(sample));
        places.add(seasons.get(i));
      }
    }
    novelty = series(past, weights, places, sample -> unseen(sample, 1));
    if (text && comesBack()) {
      intervals.keySet().stream()
          .filter(value -> value.length() <= LONGEST)
          .forEach(v -> alike.computeIfAbsent(letters(v), k -> new ArrayList<>()).add(v));
    }
    respelt = series(past, weights, places, sample -> respelt(sample, 1));
  }

  private static Series series(
      List<Map<String, Long>> past,
      List<Double> weights,
      List<Integer> places,
      ToDoubleFunction<Map<String, Long>> rows) {
    var shares = new ArrayList<Double>();
    for (int i = 0; i < past.size(); i++) {
      shares.add(rows.applyAsDouble(past.get(i)) / weights.get(i));
    }
    return new Series(Scale.SHARE, shares, weights, places, 0);
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

  /** Whether most values are seen again, unlike those of a key that counts up. */
  boolean comesBack() {
    return novelty.size() > 0 && Scoring.part(novelty.plain().middle()) < 0.5;
  }

  /** Whether there are spellings to speak of. */
  boolean isSpelled() {
    return !alike.isEmpty();
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
    if (alike.isEmpty()) {
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
    return value.length() <= LONGEST
        && alike.getOrDefault(letters(value), List.of()).stream()
            .filter(other -> !other.equals(value))
            // An interval that is one of these has brought each of its own once itself.
            .filter(other -> intervals.getOrDefault(other, 0) > (here.contains(other) ? most : 0))
            .anyMatch(other -> folded(other).equals(folded(value)));
  }

  /** A hash of letters and digits alone: cheap, and the same for all spellings. */
  private static int letters(String text) {
    var plain = isAscii(text) ? text : decomposed(text);
    int hash = 0;
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (Character.isLetterOrDigit(c) && !(c == '0' && hash == 0)) {
        hash = 31 * hash + Character.toLowerCase(c);
      }
    }
    return hash;
  }

  /**
   * What is left of a text without letter case, accents of letters that have a plain form, spaces,
   * hyphens and the like between letters, and zeros that a number begins with.
   */
  private static String folded(String text) {
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
