package dev.prunella.bench.diagnose;

import dev.prunella.incident.Example;
import dev.prunella.incident.FailureClass;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What one would write in an afternoon; shares no code with what it is compared to. */
final class Baselines {
  private final List<Example> train;
  private final Map<String, Integer> documents = new HashMap<>();
  private final Map<FailureClass, Map<String, Integer>> counts = new EnumMap<>(FailureClass.class);

  Baselines(List<Example> train) {
    this.train = train;
    for (var example : train) {
      var words = words(example.text());
      new HashSet<>(words).forEach(w -> documents.merge(w, 1, Integer::sum));
      var of = counts.computeIfAbsent(example.cause().failureClass(), _ -> new HashMap<>());
      words.forEach(w -> of.merge(w, 1, Integer::sum));
    }
  }

  /** The most frequent class. */
  FailureClass majority() {
    var byClass = new EnumMap<FailureClass, Integer>(FailureClass.class);
    train.forEach(e -> byClass.merge(e.cause().failureClass(), 1, Integer::sum));
    return byClass.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(FailureClass.DATA);
  }

  /** The class of the nearest example by TF-IDF and cosine. */
  FailureClass nearest(String text) {
    return train.stream()
        .max(Comparator.comparingDouble(e -> cosine(text, e.text())))
        .map(e -> e.cause().failureClass())
        .orElse(FailureClass.DATA);
  }

  /** Multinomial naive Bayes over words. */
  FailureClass bayes(String text) {
    var words = words(text);
    var best = FailureClass.DATA;
    double most = Double.NEGATIVE_INFINITY;
    for (var c : FailureClass.values()) {
      var of = counts.getOrDefault(c, Map.of());
      int total = of.values().stream().mapToInt(i -> i).sum();
      long examples = train.stream().filter(e -> e.cause().failureClass() == c).count();
      double log = Math.log((examples + 1.0) / (train.size() + 4.0));
      for (var word : words) {
        log += Math.log((of.getOrDefault(word, 0) + 1.0) / (total + documents.size() + 1.0));
      }
      if (log > most) {
        most = log;
        best = c;
      }
    }
    return best;
  }

  /** The examples of which the ids pass, the nearest first. */
  List<Example> ranked(Example one) {
    return train.stream()
        .filter(e -> !e.id().equals(one.id()))
        .sorted(Comparator.comparingDouble((Example e) -> cosine(one.text(), e.text())).reversed())
        .toList();
  }

  private double cosine(String a, String b) {
    var x = weights(a);
    var y = weights(b);
    double dot = 0;
    for (var entry : x.entrySet()) {
      dot += entry.getValue() * y.getOrDefault(entry.getKey(), 0.0);
    }
    double norms = Math.sqrt(square(x) * square(y));
    return norms == 0 ? 0 : dot / norms;
  }

  private static double square(Map<String, Double> x) {
    return x.values().stream().mapToDouble(v -> v * v).sum();
  }

  private Map<String, Double> weights(String text) {
    var weights = new HashMap<String, Double>();
    for (var word : words(text)) {
      double idf = Math.log((1.0 + train.size()) / (1 + documents.getOrDefault(word, 0))) + 1;
      weights.merge(word, idf, Double::sum);
    }
    return weights;
  }

  private static List<String> words(String text) {
    return List.of(text.toLowerCase(Locale.ROOT).split("[^a-z0-9_]+")).stream()
        .filter(w -> w.length() > 1)
        .toList();
  }

  /** Whether one of the first so many is of the same group, and where the first is. */
  static int rank(List<Example> ranked, String group, Set<String> without) {
    int rank = 0;
    for (var example : ranked) {
      if (!without.contains(example.id())) {
        rank++;
        if (example.group().filter(group::equals).isPresent()) {
          return rank;
        }
      }
    }
    return 0;
  }
}
