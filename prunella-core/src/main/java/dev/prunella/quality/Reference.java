package dev.prunella.quality;

import dev.prunella.quality.Outline.Usual;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each key usually has, gathered from the statistics of earlier intervals. Keys that history
 * contradicts itself about are left out.
 *
 * @param numbers by {@link Usual#toString}, then by key
 * @param texts the same for texts
 */
public record Reference(
    Map<String, Map<String, Double>> numbers, Map<String, Map<String, String>> texts) {

  /**
   * How many preceding intervals are asked what keys have: more than judge, since what is steady,
   * and what is not, shows only in time.
   */
  public static final int INTERVALS = 120;

  /** More keys than these are not kept; they are the ones first met. */
  public static final int MAX_KEYS = 20_000;

  /** What a key had in one interval alone is not what it usually has. */
  private static final int FEWEST = 2;

  /** A text is usual when so many of the intervals that know the key agree. */
  private static final double AGREEMENT = 0.8;

  /** Beyond this, as a logarithm, a key's numbers contradict each other. */
  private static final double STEADY = 1;

  public Reference {
    numbers = Statistics.sorted(numbers);
    texts = Statistics.sorted(texts);
  }

  public static Reference none() {
    return new Reference(Map.of(), Map.of());
  }

  public static Reference of(Outline outline, List<Statistics> history) {
    var numbers = new HashMap<String, Map<String, Double>>();
    var texts = new HashMap<String, Map<String, String>>();
    for (var usual : outline.usuals()) {
      switch (usual) {
        case Usual.OfNumber n -> numbers.put(n.toString(), numbers(n, history));
        case Usual.OfText t -> texts.put(t.toString(), texts(t, history));
      }
    }
    return new Reference(numbers, texts);
  }

  private static Map<String, Double> numbers(Usual.OfNumber usual, List<Statistics> history) {
    var seen = new LinkedHashMap<String, List<Double>>();
    var quantity = usual.quantity().toString();
    for (var statistics : history) {
      for (var group : statistics.groupsBy(usual.key())) {
        Double median = group.medians().get(quantity);
        if (median != null && (seen.size() < MAX_KEYS || seen.containsKey(group.key()))) {
          seen.computeIfAbsent(group.key(), k -> new ArrayList<>()).add(median);
        }
      }
    }
    var out = new HashMap<String, Double>();
    seen.forEach(
        (key, values) -> {
          double middle = Numeric.median(values);
          boolean steady =
              values.stream().allMatch(v -> v > 0 && Math.abs(Math.log(v / middle)) < STEADY);
          if (middle > 0 && values.size() >= FEWEST && steady) {
            out.put(key, middle);
          }
        });
    return Statistics.sorted(out);
  }

  private static Map<String, String> texts(Usual.OfText usual, List<Statistics> history) {
    var seen = new LinkedHashMap<String, Map<String, Integer>>();
    var known = new HashMap<String, Integer>();
    for (var statistics : history) {
      for (var group : statistics.groupsBy(usual.key())) {
        if (seen.size() >= MAX_KEYS && !seen.containsKey(group.key())) {
          continue;
        }
        known.merge(group.key(), 1, Integer::sum);
        var only = group.only().get(usual.column());
        if (only != null) {
          seen.computeIfAbsent(group.key(), k -> new HashMap<>()).merge(only, 1, Integer::sum);
        }
      }
    }
    var out = new HashMap<String, String>();
    seen.forEach(
        (key, values) ->
            values.entrySet().stream()
                .max(
                    Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey()))
                .filter(e -> known.getOrDefault(key, 0) >= FEWEST)
                .filter(e -> e.getValue() >= AGREEMENT * known.getOrDefault(key, 0))
                .ifPresent(e -> out.put(key, e.getKey())));
    return Statistics.sorted(out);
  }
}
