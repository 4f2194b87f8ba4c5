package dev.prunella.incident;

import dev.prunella.incident.Indicators.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a text's phrases say: for each cause how strongly, and by which lines.
 *
 * @param clues for each cause that is spoken for, its clues, the strongest first
 */
record Evidence(List<Line> lines, Map<Cause, List<Clue>> clues) {
  private static final int WORDS_A_LINE = 400;

  /** What a second and a third phrase add to the strongest. */
  private static final double[] SHARES = {1, 0.25, 0.1};

  /** A phrase within a longer one that means something else. */
  private static final double WITHIN = 0.55;

  /**
   * A phrase that was found in a line.
   *
   * @param strength its weight, less where the line tells little
   */
  record Clue(Indicators.Phrase phrase, Line line, double strength) {}

  static Evidence of(List<Line> lines) {
    var clues = new LinkedHashMap<Cause, Map<String, Clue>>();
    for (var line : lines) {
      var words = Words.of(line.text(), WORDS_A_LINE);
      var found = Indicators.all().in(words);
      for (var one : found) {
        double strength =
            one.phrase().weight() * line.weight() * (isWithinAnother(one, found) ? WITHIN : 1);
        clues
            .computeIfAbsent(one.phrase().cause(), _ -> new LinkedHashMap<>())
            .merge(
                one.phrase().text(),
                new Clue(one.phrase(), line, strength),
                (a, b) -> a.strength() >= b.strength() ? a : b);
      }
    }
    var sorted = new LinkedHashMap<Cause, List<Clue>>();
    clues.forEach(
        (cause, byText) -> {
          var list = new ArrayList<>(byText.values());
          list.sort(Comparator.comparingDouble(Clue::strength).reversed());
          sorted.put(cause, List.copyOf(list));
        });
    return new Evidence(List.copyOf(lines), sorted);
  }

  private static boolean isWithinAnother(Found one, List<Found> all) {
    return all.stream()
        .anyMatch(
            other ->
                !other.phrase().cause().equals(one.phrase().cause())
                    && other.from() <= one.from()
                    && other.to() >= one.to()
                    && other.to() - other.from() > one.to() - one.from()
                    && words(other) > words(one));
  }

  private static int words(Found found) {
    return found.phrase().parts().stream().mapToInt(List::size).sum();
  }

  /** How strongly a cause is spoken for; 0 where it is not. */
  double strength(Cause cause) {
    var list = clues.getOrDefault(cause, List.of());
    double sum = 0;
    for (int i = 0; i < Math.min(SHARES.length, list.size()); i++) {
      sum += SHARES[i] * list.get(i).strength();
    }
    return sum;
  }

  /** The same lines, of which no phrase is known. */
  Evidence withoutClues() {
    return new Evidence(lines, Map.of());
  }
}
