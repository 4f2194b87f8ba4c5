package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Statistics.ColumnStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Two columns of one type in each other's place. */
final class SwapHypotheses {
  private static final int MOST = 8;

  private SwapHypotheses() {}

  static List<Hypothesis> draw(Suspect s) {
    record Pair(ColumnStatistics a, ColumnStatistics b, double likeness) {}
    var pairs = new ArrayList<Pair>();
    var columns = s.today().columns();
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i + 1; j < columns.size(); j++) {
        var a = columns.get(i);
        var b = columns.get(j);
        if (a.type() == b.type() && (touched(s, a.name()) || touched(s, b.name()))) {
          pairs.add(new Pair(a, b, likeness(s, a, b) + likeness(s, b, a)));
        }
      }
    }
    return pairs.stream()
        .filter(p -> p.likeness() > 0)
        .sorted(Comparator.comparingDouble(Pair::likeness).reversed())
        .limit(MOST)
        .map(
            p ->
                new Hypothesis(
                    new Cause.Swapped(p.a().name(), p.b().name()),
                    Optional.of(new Transformation.Swap(p.a().name(), p.b().name())),
                    Hypothesis.Cover.nothing(),
                    true,
                    0.96,
                    List.of(
                        "in each other's place, "
                            + p.a().name()
                            + " and "
                            + p.b().name()
                            + " are as usual"),
                    List.of()))
        .toList();
  }

  private static boolean touched(Suspect s, String column) {
    return s.assessment().anomalies().stream().anyMatch(a -> a.columns().contains(column));
  }

  /** How much better today's one looks like the other's past than like its own. */
  private static double likeness(Suspect s, ColumnStatistics now, ColumnStatistics other) {
    return switch (now.values()) {
      case Statistics.Numbers n -> distance(s, n, now.name()) - distance(s, n, other.name());
      case Statistics.Texts t -> overlap(s, now, other.name()) - overlap(s, now, now.name()) + 0.01;
      case Statistics.Times t -> 0.01;
    };
  }

  private static double overlap(Suspect s, ColumnStatistics now, String column) {
    var known = s.history().known(column);
    double rows = Math.max(1, now.sample().size());
    return now.sample().keySet().stream().filter(known::contains).count() / rows;
  }

  /** Between quantiles, in units of how far those of the past column lie apart. */
  private static double distance(Suspect s, Statistics.Numbers now, String past) {
    double sum = 0;
    for (int i = 1; i < now.quantiles().size() - 1; i++) {
      int at = i;
      var values =
          s.before(
              x ->
                  s.numbers(x, past)
                      .filter(n -> n.quantiles().size() > at)
                      .map(n -> n.quantiles().get(at)));
      if (values.isEmpty()) {
        return 0;
      }
      double spread = Math.max(1e-9, Numeric.spread(values));
      double far = Math.abs(now.quantiles().get(i) - Numeric.median(values)) / spread;
      sum += Math.log1p(far);
    }
    return sum;
  }
}
