package dev.prunella.quality;

import dev.prunella.quality.RowSample.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Finds relations between numbers of one row that no sampled row breaks, and steady ratios. */
final class RelationSearch {
  private static final int FEWEST_ROWS = 50;
  private static final int MOST_RELATIONS = 40;
  private static final int MOST_RATIOS = 4;

  /** A ratio is steady when half of a category's values lie this close around their median. */
  private static final double STEADY = 0.02;

  /** An order of two columns tells something where so many pairs would break it by chance. */
  private static final double TELLING = 0.05;

  private RelationSearch() {}

  static List<Relation> relations(List<Values> numbers) {
    var out = new ArrayList<Relation>();
    for (var total : numbers) {
      for (int i = 0; i < numbers.size(); i++) {
        for (int j = i; j < numbers.size(); j++) {
          var a = numbers.get(i);
          var b = numbers.get(j);
          if (a.name().equals(total.name()) || b.name().equals(total.name())) {
            continue;
          }
          if (i != j && holds(total, a, b, false)) {
            out.add(new Relation.Sum(total.name(), a.name(), b.name()));
          } else if (holds(total, a, b, true)) {
            out.add(new Relation.Product(total.name(), a.name(), b.name()));
          }
        }
      }
    }
    for (var less : numbers) {
      for (var more : numbers) {
        if (!less.name().equals(more.name()) && atMost(less, more)) {
          out.add(new Relation.AtMost(less.name(), more.name()));
        }
      }
    }
    return out.stream().limit(MOST_RELATIONS).toList();
  }

  private static boolean holds(Values total, Values first, Values second, boolean product) {
    int asked = 0;
    int telling = 0;
    for (int i = 0; i < total.numbers().size(); i++) {
      double t = total.numbers().get(i);
      double a = first.numbers().get(i);
      double b = second.numbers().get(i);
      if (Double.isNaN(t) || Double.isNaN(a) || Double.isNaN(b)) {
        continue;
      }
      asked++;
      double found = product ? a * b : a + b;
      double tolerance = (product ? 2e-3 : 1e-6) * (Math.abs(t) + Math.abs(found));
      if (Math.abs(t - found) > tolerance) {
        return false;
      }
      if (a != 0 && b != 0 && !(product && (a == 1 || b == 1))) {
        telling++;
      }
    }
    return asked >= FEWEST_ROWS && telling >= Math.max(20, asked / 5);
  }

  /**
   * No row breaks it, though many would if the columns had nothing to do with each other: small
   * numbers are below large ones without any relation, until a day on which they are not.
   */
  private static boolean atMost(Values less, Values more) {
    var smaller = new ArrayList<Double>();
    var greater = new ArrayList<Double>();
    for (int i = 0; i < less.numbers().size(); i++) {
      double a = less.numbers().get(i);
      double b = more.numbers().get(i);
      if (Double.isNaN(a) || Double.isNaN(b)) {
        continue;
      }
      if (a > b) {
        return false;
      }
      smaller.add(a);
      greater.add(b);
    }
    return smaller.size() >= FEWEST_ROWS && brokenByChance(smaller, greater) >= TELLING;
  }

  /** The share of all pairs, of any two rows, in which the first is greater. */
  private static double brokenByChance(List<Double> less, List<Double> more) {
    var greater = sorted(more);
    long broken = 0;
    int below = 0;
    for (double a : sorted(less)) {
      while (below < greater.length && greater[below] < a) {
        below++;
      }
      broken += below;
    }
    return (double) broken / less.size() / greater.length;
  }

  private static double[] sorted(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  /** Ratios that are steady in each category, or overall. */
  static List<Quantity> ratios(RowSample sample, List<Values> numbers, List<Values> categories) {
    record Found(Quantity ratio, double spread) {}
    var found = new ArrayList<Found>();
    for (var over : numbers) {
      for (var under : numbers) {
        if (over.name().equals(under.name()) || over.distinct() < 5 || under.distinct() < 5) {
          continue;
        }
        var ratio = Quantity.ratio(over.name(), under.name());
        var logs = logs(sample, ratio);
        double best = 1;
        for (var category : categories) {
          best = Math.min(best, spread(category, logs));
        }
        if (best < STEADY) {
          found.add(new Found(ratio, best));
        }
      }
    }
    return found.stream()
        .sorted(Comparator.comparingDouble(Found::spread))
        .limit(MOST_RATIOS)
        .map(Found::ratio)
        .toList();
  }

  private static double spread(Values category, double[] logs) {
    var groups = new HashMap<String, List<Double>>();
    int known = 0;
    for (int i = 0; i < logs.length; i++) {
      var key = category.texts().get(i);
      if (key != null && !Double.isNaN(logs[i])) {
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(logs[i]);
        known++;
      }
    }
    var within = new ArrayList<Double>();
    for (var group : groups.values()) {
      double middle = Numeric.median(group);
      group.forEach(x -> within.add(Math.abs(x - middle)));
    }
    // Identical columns have a steady ratio that tells nothing; all of it is in the relations.
    boolean varies = new HashSet<>(within).size() > 1 || groups.size() > 1;
    return known < Math.max(FEWEST_ROWS, 0.8 * logs.length) || !varies ? 1 : Numeric.mean(within);
  }

  /**
   * The share of rows that are unlike their key's most frequent value in the same interval, against
   * the share that is unlike the interval's.
   */
  static double unlike(RowSample sample, Values key, Values column) {
    var byKey = new HashMap<String, Map<String, Integer>>();
    var byInterval = new HashMap<String, Map<String, Integer>>();
    for (int i = 0; i < sample.rows(); i++) {
      var k = key.texts().get(i);
      if (k != null) {
        var value = String.valueOf(column.texts().get(i));
        var interval = String.valueOf(sample.intervals().get(i));
        byKey
            .computeIfAbsent(interval + " " + k, x -> new HashMap<>())
            .merge(value, 1, Integer::sum);
        byInterval.computeIfAbsent(interval, x -> new HashMap<>()).merge(value, 1, Integer::sum);
      }
    }
    byKey.values().removeIf(g -> size(g) < 2);
    double rows = byKey.values().stream().mapToInt(RelationSearch::size).sum();
    double overall =
        unlike(byInterval)
            / Math.max(1, byInterval.values().stream().mapToInt(RelationSearch::size).sum());
    return rows < FEWEST_ROWS || overall == 0 ? 1 : unlike(byKey) / rows / overall;
  }

  private static int size(Map<String, Integer> group) {
    return group.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static double unlike(Map<String, Map<String, Integer>> groups) {
    return groups.values().stream()
        .mapToInt(g -> size(g) - g.values().stream().mapToInt(Integer::intValue).max().orElse(0))
        .sum();
  }

  /** ln|x| of a quantity for each row; NaN where it is missing, zero or negative. */
  static double[] logs(RowSample sample, Quantity quantity) {
    var over = numbers(sample, quantity.over());
    var under = quantity.under() == null ? null : numbers(sample, quantity.under());
    var out = new double[sample.rows()];
    for (int i = 0; i < out.length; i++) {
      double x = over.get(i);
      if (under != null) {
        x /= under.get(i);
      }
      out[i] = x > 0 && Double.isFinite(x) ? Math.log(x) : Double.NaN;
    }
    return out;
  }

  private static List<Double> numbers(RowSample sample, String column) {
    return sample.columns().stream()
        .filter(c -> c.name().equals(column))
        .findFirst()
        .orElseThrow()
        .numbers();
  }
}
