package dev.prunella.incident;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds the failures that are most like one. Equal signatures are most alike; then what counts is
 * the words that two texts share, rare ones more, and that their phrases speak for the same causes.
 *
 * <p>Words are weighted as BM25 does (Robertson and Zaragoza, 2009) and compared by the cosine of
 * their weights, so that a likeness is from 0 to 1 whatever the texts' lengths. Immutable.
 */
public final class Similar {
  private static final int WORDS_A_LINE = 400;

  private static final double SATURATION = 1.2;

  /** The share of the likeness that is decided by words; the rest by causes. */
  private static final double BY_WORDS = 0.55;

  private final List<Features> entries;
  private final Map<String, Double> rarity = new HashMap<>();
  private final double unseen;

  /**
   * A failure that was found.
   *
   * @param likeness from 0 to 1; 1 is the same signature
   */
  public record Match(String id, double likeness) {}

  /** A failure as it is compared. */
  record Features(
      String id, Signature signature, Map<String, Integer> words, Map<String, Double> causes) {}

  private Similar(List<Features> entries) {
    this.entries = List.copyOf(entries);
    var in = new HashMap<String, Integer>();
    entries.forEach(e -> e.words().keySet().forEach(w -> in.merge(w, 1, Integer::sum)));
    in.forEach((word, n) -> rarity.put(word, rarity(entries.size(), n)));
    unseen = rarity(entries.size(), 0);
  }

  private static double rarity(int size, int in) {
    return Math.log(1 + (size - in + 0.5) / (in + 0.5));
  }

  /**
   * Remembers texts.
   *
   * @param texts by their ids
   */
  public static Similar of(Map<String, String> texts) {
    var entries = new ArrayList<Features>();
    texts.forEach((id, text) -> entries.add(features(id, Evidence.of(Salient.of(text)))));
    return new Similar(entries);
  }

  static Similar of(List<Features> entries) {
    return new Similar(entries);
  }

  static Features features(String id, Evidence evidence) {
    var words = new LinkedHashMap<String, Integer>();
    for (var line : evidence.lines()) {
      if (line.tells(0.3)) {
        for (var word : Words.of(line.masked(), WORDS_A_LINE)) {
          words.merge(word, 1, Integer::sum);
        }
      }
    }
    var causes = new LinkedHashMap<String, Double>();
    evidence.clues().keySet().forEach(c -> causes.put(c.name(), Math.pow(evidence.strength(c), 3)));
    return new Features(id, Signature.of(evidence.lines()), words, causes);
  }

  /** The most alike, the most first. */
  public List<Match> to(String text, int most) {
    return to(features("", Evidence.of(Salient.of(text))), most, _ -> true);
  }

  /** The most alike of those whose id passes. */
  public List<Match> to(String text, int most, Predicate<String> ids) {
    return to(features("", Evidence.of(Salient.of(text))), most, ids);
  }

  List<Match> to(Features one, int most, Predicate<String> ids) {
    return entries.stream()
        .filter(e -> ids.test(e.id()))
        .map(e -> new Match(e.id(), likeness(one, e)))
        .sorted(Comparator.comparingDouble(Match::likeness).reversed().thenComparing(Match::id))
        .limit(most)
        .toList();
  }

  private double likeness(Features one, Features other) {
    if (!one.signature().text().isEmpty() && one.signature().equals(other.signature())) {
      return 1;
    }
    double words = cosine(weighted(one.words()), weighted(other.words()));
    double causes = cosine(one.causes(), other.causes());
    return 0.99 * (BY_WORDS * words + (1 - BY_WORDS) * causes);
  }

  private Map<String, Double> weighted(Map<String, Integer> words) {
    var weighted = new HashMap<String, Double>();
    words.forEach(
        (word, n) ->
            weighted.put(
                word, rarity.getOrDefault(word, unseen) * n * (SATURATION + 1) / (n + SATURATION)));
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
