package dev.prunella.quality;

import dev.prunella.quality.RowSample.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Ratios of two numbers of a row, by their median in each interval: single rows may scatter widely
 * while the middle of an interval hardly moves. A second look at rows that were damaged and put
 * right: no alarm and no cause is made of it, so that it can say no to both.
 */
public final class RatioMiddles {
  private static final int FEWEST_INTERVALS = 20;
  private static final int FEWEST_ROWS = 20;
  private static final int FEWEST_DISTINCT = 5;
  private static final int MOST_COLUMNS = 12;

  /** So many times as far as it ever was, and at least so far, as a logarithm. */
  private static final double FARTHER = 2;

  private static final double LEAST = 0.02;

  private RatioMiddles() {}

  /**
   * A ratio that has moved.
   *
   * @param times how many times what it usually is
   * @param usually the same of the earlier interval in which it was farthest, 1 or more
   */
  public record Moved(String over, String under, double times, double usually) {
    /** For people. */
    public String words() {
      return "%s / %s is %.3f times what it usually is, and was never farther off than %.3f times"
          .formatted(over, under, times, usually);
    }
  }

  /**
   * The ratio that has moved farthest.
   *
   * @param sample rows of earlier intervals, and those that are looked at
   * @param today the number of the interval that is looked at
   * @return empty where none has, or where too little is known
   */
  public static Optional<Moved> of(RowSample sample, int today) {
    var numbers =
        sample.columns().stream()
            .filter(c -> c.type() == TypeClass.NUMBER && c.distinct() >= FEWEST_DISTINCT)
            .limit(MOST_COLUMNS)
            .toList();
    Moved farthest = null;
    double most = 0;
    for (int i = 0; i < numbers.size(); i++) {
      for (int j = i + 1; j < numbers.size(); j++) {
        var moved = moved(sample, today, numbers.get(i), numbers.get(j));
        double by = moved.map(m -> Math.abs(Math.log(m.times())) / margin(m)).orElse(0.0);
        if (by > Math.max(1, most)) {
          most = by;
          farthest = moved.orElseThrow();
        }
      }
    }
    return Optional.ofNullable(farthest);
  }

  private static double margin(Moved moved) {
    return Math.max(LEAST, FARTHER * Math.log(moved.usually()));
  }

  private static Optional<Moved> moved(RowSample sample, int today, Values over, Values under) {
    var logs = RelationSearch.logs(sample, Quantity.ratio(over.name(), under.name()));
    var byInterval = new TreeMap<Integer, List<Double>>();
    for (int row = 0; row < logs.length; row++) {
      if (!Double.isNaN(logs[row])) {
        byInterval
            .computeIfAbsent(sample.intervals().get(row), _ -> new ArrayList<>())
            .add(logs[row]);
      }
    }
    byInterval.values().removeIf(rows -> rows.size() < FEWEST_ROWS);
    if (!byInterval.containsKey(today) || byInterval.size() <= FEWEST_INTERVALS) {
      return Optional.empty();
    }
    double now = Numeric.median(byInterval.remove(today));
    var before = byInterval.values().stream().map(Numeric::median).toList();
    double middle = Numeric.median(before);
    double farthest = before.stream().mapToDouble(m -> Math.abs(m - middle)).max().orElseThrow();
    return Optional.of(
        new Moved(over.name(), under.name(), Math.exp(now - middle), Math.exp(farthest)));
  }
}
