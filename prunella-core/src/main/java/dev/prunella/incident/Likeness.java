package dev.prunella.incident;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How alike two failures are. Equal signatures are most alike; then what counts is the words that
 * two texts share, rare ones more, and that their phrases speak for the same causes.
 *
 * <p>Words are weighted as BM25 does (Robertson and Zaragoza, 2009) and compared by the cosine of
 * their weights, so that a likeness is from 0 to 1 whatever the texts' lengths. Pure.
 */
public final class Likeness {
  private static final double SATURATION = 1.2;

  /** The share of the likeness that is decided by words; the rest by causes. */
  private static final double BY_WORDS = 0.55;

  private static final double SHORT_OF_EQUAL = 0.99;

  private final ToDoubleFunction<String> rarity;

  /**
   * @param rarity how much a word tells, from 0; see {@link #rarity}
   */
  public Likeness(ToDoubleFunction<String> rarity) {
    this.rarity = rarity;
  }

  /** How much a word tells that stands in so many of all texts. */
  public static double rarity(long texts, long in) {
    return Math.log(1 + (texts - in + 0.5) / (in + 0.5));
  }

  /** From 0 to 1; 1 is the same signature. */
  public double of(FailureFeatures one, FailureFeatures other) {
    if (one.isSameAs(other)) {
      return 1;
    }
    double words = cosine(weighted(one.words()), weighted(other.words()));
    double causes = cosine(one.causes(), other.causes());
    return SHORT_OF_EQUAL * (BY_WORDS * words + (1 - BY_WORDS) * causes);
  }

  private Map<String, Double> weighted(Map<String, Integer> words) {
    var weighted = new HashMap<String, Double>();
    words.forEach(
        (word, n) ->
            weighted.put(
                word, rarity.applyAsDouble(word) * n * (SATURATION + 1) / (n + SATURATION)));
    return weighted;
  }

  private static double cosine(Map<String, Double> a, Map<String, Double> b) {
    double dot = 0;
    for (var entry : a.entrySet()) {
      dot += entry.getValue() * b.getOrDefault(entry.getKey(), 0.0);
    }
    double norms = Math.sqrt(square(a) * square(b));
    return norms == 0 ? 0 : dot / norms;
  }

  private static double square(Map<String, Double> a) {
    return a.values().stream().mapToDouble(x -> x * x).sum();
  }
}
