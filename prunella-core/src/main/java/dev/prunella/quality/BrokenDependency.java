package dev.prunella.quality;

import dev.prunella.quality.RowSample.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A column that had one value for each value of another in every earlier interval, and has several
 * now: lines of one receipt with two customers. A second look at rows that were damaged and put
 * right, or laid aside: no alarm and no cause is made of it, so that it can say no to both.
 *
 * @param by the column that determined the other
 * @param on the column that was determined
 * @param broken for how many values it has several now
 */
public record BrokenDependency(String by, String on, int broken) {
  private static final int FEWEST_INTERVALS = 10;
  private static final int MOST_COLUMNS = 16;

  /** So many earlier groups would have been broken by chance, and none was. */
  private static final double BY_CHANCE = 20;

  /**
   * The dependency that is broken most often.
   *
   * @param sample rows of earlier intervals, and those that are looked at
   * @param today the number of the interval that is looked at
   * @return empty where none is, or where too little is known
   */
  public static Optional<BrokenDependency> of(RowSample sample, int today) {
    var columns = sample.columns().stream().limit(MOST_COLUMNS).toList();
    BrokenDependency most = null;
    for (var by : columns) {
      var groups = Groups.of(sample, by, today);
      if (groups.intervals() < FEWEST_INTERVALS) {
        continue;
      }
      for (var on : columns) {
        int broken = on.equals(by) ? 0 : groups.brokenNow(on);
        if (broken > (most == null ? 0 : most.broken())
            && groups.before().size() * disagreeing(on) >= BY_CHANCE
            && groups.before().stream().noneMatch(rows -> isBroken(rows, on))) {
          most = new BrokenDependency(by.name(), on.name(), broken);
        }
      }
    }
    return Optional.ofNullable(most);
  }

  /** The share of pairs of rows that have two values. */
  private static double disagreeing(Values column) {
    var counts = new HashMap<String, Integer>();
    double filled = 0;
    for (var text : column.texts()) {
      if (text != null) {
        counts.merge(text, 1, Integer::sum);
        filled++;
      }
    }
    double all = filled;
    return all == 0 ? 0 : 1 - counts.values().stream().mapToDouble(n -> n / all * (n / all)).sum();
  }

  private static boolean isBroken(List<Integer> rows, Values on) {
    String first = null;
    for (int row : rows) {
      var text = on.texts().get(row);
      if (text != null && first != null && !text.equals(first)) {
        return true;
      }
      first = first == null ? text : first;
    }
    return false;
  }

  /**
   * Rows of an interval with one value, where they are several.
   *
   * @param before of earlier intervals
   * @param now of the interval that is looked at
   * @param intervals how many earlier ones have any
   */
  private record Groups(List<List<Integer>> before, List<List<Integer>> now, long intervals) {
    /** In an interval. */
    private record Key(int interval, @Nullable String value) {}

    static Groups of(RowSample sample, Values by, int today) {
      Map<Key, List<Integer>> all = new HashMap<>();
      IntStream.range(0, sample.rows())
          .filter(row -> by.texts().get(row) != null)
          .forEach(
              row ->
                  all.computeIfAbsent(
                          new Key(sample.intervals().get(row), by.texts().get(row)),
                          _ -> new ArrayList<>())
                      .add(row));
      all.values().removeIf(rows -> rows.size() < 2);
      var before = new ArrayList<List<Integer>>();
      var now = new ArrayList<List<Integer>>();
      all.forEach((key, rows) -> (key.interval() == today ? now : before).add(rows));
      long intervals =
          all.keySet().stream().map(Key::interval).filter(i -> i != today).distinct().count();
      return new Groups(before, now, intervals);
    }

    int brokenNow(Values on) {
      return (int) now.stream().filter(rows -> isBroken(rows, on)).count();
    }
  }

  /** For people. */
  public String words() {
    return "%s has several values for one of %s, %d times, and never had before"
        .formatted(on, by, broken);
  }
}
