package dev.prunella.quality;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds how the values of a column are written. A shape that few rows have is unusual only if those
 * rows differ among themselves too: a second kind of value, such as a cancelled order's number, is
 * written in one way.
 */
final class ShapeSearch {
  private static final long LEAST_ROWS = 100;
  private static final int MOST_SHAPES = 40;

  /** The usual shapes must have this share of the values. */
  private static final double LEAST_COVER = 0.95;

  private static final double USUAL = 0.015;
  private static final double SECOND_KIND = 0.003;
  private static final int SECOND_KIND_ROWS = 10;
  private static final double OF_ONE_MIND = 0.8;
  private static final double CONFIDENT = 0.6;
  private static final double STRICT_CONFIDENT = 0.75;
  private static final double STRICT = 0.99;

  /** The shapes of numbers: a sign or a fraction is nothing unusual in one. */
  private static final Pattern NUMBER = Pattern.compile("[-+]?9?([.]9?)?");

  private ShapeSearch() {}

  static Optional<InferredRule> of(ColumnFacts facts) {
    if (facts.numeric() || facts.filled() < LEAST_ROWS) {
      return Optional.empty();
    }
    var within = new HashMap<String, Map<String, Long>>();
    facts
        .fine()
        .forEach(
            (shape, n) ->
                within.computeIfAbsent(Shape.coarse(shape), k -> new HashMap<>()).put(shape, n));
    return rule(facts, within);
  }

  private static Optional<InferredRule> rule(
      ColumnFacts facts, Map<String, Map<String, Long>> within) {
    boolean words = holdsWords(facts);
    var usual = new ArrayList<String>();
    long covered = 0;
    for (var e : facts.coarse().entrySet()) {
      if ((words && isWords(e.getKey()))
          || (facts.holdsNumbers() && NUMBER.matcher(e.getKey()).matches())
          || isUsual(facts, e.getValue(), within.getOrDefault(e.getKey(), Map.of()))) {
        usual.add(e.getKey());
        covered += e.getValue();
      }
    }
    long broken = facts.filled() - covered;
    double cover = (double) covered / facts.filled();
    boolean saysNothing = words && broken == 0;
    if (usual.isEmpty() || usual.size() > MOST_SHAPES || cover < LEAST_COVER || saysNothing) {
      return Optional.empty();
    }
    double confidence = cover >= STRICT ? STRICT_CONFIDENT : CONFIDENT;
    return Optional.of(
        new InferredRule(
            new RowRule.Shaped(facts.name(), usual.stream().sorted().toList()),
            facts.filled(),
            broken,
            confidence));
  }

  /** Names and phrases: how many words and which signs they have says nothing. */
  private static boolean holdsWords(ColumnFacts facts) {
    long words =
        facts.coarse().entrySet().stream()
            .filter(e -> isWords(e.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return words >= 0.5 * facts.filled();
  }

  private static boolean isWords(String shape) {
    return shape.indexOf('9') < 0 && shape.chars().anyMatch(Character::isLetter);
  }

  private static boolean isUsual(ColumnFacts facts, long rows, Map<String, Long> finer) {
    double share = (double) rows / facts.filled();
    if (share >= USUAL) {
      return true;
    }
    if (share < SECOND_KIND || rows < SECOND_KIND_ROWS) {
      return false;
    }
    long most = finer.values().stream().mapToLong(n -> n).max().orElse(0);
    return most >= OF_ONE_MIND * rows;
  }
}
