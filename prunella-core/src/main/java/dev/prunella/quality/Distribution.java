package dev.prunella.quality;

import dev.prunella.quality.Statistics.ColumnStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A distribution that every interval has: shares that add up to one. Compared as a whole.
 *
 * @param shares empty where the interval has none
 */
record Distribution(
    Aspect aspect,
    String column,
    String statistic,
    Function<Statistics, Map<String, Double>> shares) {

  /** Those of a table. */
  static List<Distribution> of(Outline outline) {
    var out = new ArrayList<Distribution>();
    for (var column : outline.columns()) {
      var name = column.name();
      switch (column.type()) {
        case TIME ->
            out.add(new Distribution(Aspect.TIMES, name, "hours of the day", s -> hours(s, name)));
        case TEXT ->
            out.add(new Distribution(Aspect.FORMAT, name, "shapes", s -> patterns(s, name)));
        case NUMBER -> {}
      }
    }
    for (var group : outline.groups()) {
      if (group.category()) {
        var name = group.column();
        out.add(
            new Distribution(
                Aspect.CATEGORIES,
                name,
                "mixture",
                s -> {
                  var shares = new HashMap<String, Double>();
                  s.groupsBy(name).forEach(g -> shares.put(g.key(), (double) g.rows()));
                  return normal(shares);
                }));
      }
    }
    return out;
  }

  private static Map<String, Double> hours(Statistics s, String column) {
    var out = new HashMap<String, Double>();
    s.column(column)
        .flatMap(ColumnStatistics::times)
        .ifPresent(
            t -> {
              for (int h = 0; h < t.hours().size(); h++) {
                out.put(String.valueOf(h), (double) t.hours().get(h));
              }
            });
    return normal(out);
  }

  private static Map<String, Double> patterns(Statistics s, String column) {
    var out = new HashMap<String, Double>();
    s.column(column)
        .flatMap(ColumnStatistics::texts)
        .ifPresent(t -> t.patterns().forEach((k, v) -> out.put(k, (double) v)));
    return normal(out);
  }

  private static Map<String, Double> normal(Map<String, Double> counts) {
    double total = counts.values().stream().mapToDouble(Double::doubleValue).sum();
    var out = new HashMap<String, Double>();
    counts.forEach(
        (k, v) -> {
          if (v > 0) {
            out.put(k, v / total);
          }
        });
    return out;
  }
}
