package dev.prunella.incident;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Multinomial naive Bayes over words and pairs of words of the lines that matter, each counted once
 * a text (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 13.2). Immutable.
 */
final class TextModel {
  private static final int MOST_TERMS = 400;
  private static final double SMOOTHING = 0.5;

  private final Map<FailureClass, Map<String, Integer>> counts = new EnumMap<>(FailureClass.class);
  private final Map<FailureClass, Integer> totals = new EnumMap<>(FailureClass.class);
  private final Map<FailureClass, Integer> texts = new EnumMap<>(FailureClass.class);
  private final Set<String> vocabulary = new LinkedHashSet<>();
  private final int size;

  /** One text whose class is known. */
  record Labelled(Set<String> terms, FailureClass failureClass) {}

  TextModel(List<Labelled> texts) {
    size = texts.size();
    for (var c : FailureClass.values()) {
      counts.put(c, new HashMap<>());
      totals.put(c, 0);
      this.texts.put(c, 0);
    }
    for (var text : texts) {
      var c = text.failureClass();
      this.texts.merge(c, 1, Integer::sum);
      totals.merge(c, text.terms().size(), Integer::sum);
      var of = counts.getOrDefault(c, Map.of());
      text.terms().forEach(term -> of.merge(term, 1, Integer::sum));
      vocabulary.addAll(text.terms());
    }
  }

  /** What a text is judged by. */
  static Set<String> terms(List<Line> lines) {
    var terms = new LinkedHashSet<String>();
    for (var line : lines) {
      if (line.tells(0.5)) {
        var words = Words.of(line.masked(), MOST_TERMS);
        for (int i = 0; i < words.size() && terms.size() < MOST_TERMS; i++) {
          terms.add(words.get(i));
          if (i > 0) {
            terms.add(words.get(i - 1) + ' ' + words.get(i));
          }
        }
      }
    }
    return terms;
  }

  /**
   * How much better each class explains the known words than the others do on average, damped by
   * the number of words, because words that follow from one another are counted as independent.
   */
  Map<FailureClass, Double> scores(Set<String> terms) {
    var known = terms.stream().filter(vocabulary::contains).toList();
    var scores = new EnumMap<FailureClass, Double>(FailureClass.class);
    double mean = 0;
    for (var c : FailureClass.values()) {
      double log = Math.log((texts.getOrDefault(c, 0) + 1.0) / (size + 4.0));
      double denominator = totals.getOrDefault(c, 0) + SMOOTHING * Math.max(1, vocabulary.size());
      var of = counts.getOrDefault(c, Map.of());
      for (var term : known) {
        log += Math.log((of.getOrDefault(term, 0) + SMOOTHING) / denominator);
      }
      scores.put(c, log);
      mean += log / FailureClass.values().length;
    }
    double average = mean;
    double damp = Math.sqrt(1 + known.size());
    scores.replaceAll((_, log) -> (log - average) / damp);
    return scores;
  }
}
