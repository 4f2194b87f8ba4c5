package dev.prunella.quality;

import dev.prunella.quality.Outline.Usual;
import dev.prunella.quality.RowSample.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds what is worth counting in a table: which columns are keys and categories, which relations
 * hold, what a key's rows usually have. Names mean nothing to it; only values do.
 */
public final class Discovery {

  /** A category has at most so many values. */
  private static final int MOST_CATEGORIES = 50;

  /** A number that stands for a category has at most so many values. */
  private static final int MOST_NUMBERED = 12;

  /** In an interval; less than two, since one may have begun not long ago. */
  private static final double SEVERAL = 1.25;

  /** Categories by which rows are grouped, those with the fewest values first. */
  private static final int MOST_GROUPED = 3;

  /** A usual value must take away so much of the spread, or of the disagreement. */
  private static final double EXPLAINED = 0.5;

  private static final double TEXT_AGREES = 0.9;

  /** Fewer rows prove nothing. */
  private static final int FEWEST_ROWS = 50;

  private final RowSample sample;
  private final Map<String, Double> perInterval = new HashMap<>();
  private final Map<String, Double> comeBack = new HashMap<>();

  private Discovery(RowSample sample) {
    this.sample = sample;
  }

  /** The outline of the table that the sample comes from. */
  public static Outline of(RowSample sample) {
    return new Discovery(sample).outline();
  }

  private Outline outline() {
    var used = sample.columns().stream().limit(Outline.MAX_COLUMNS).toList();
    var columns = new ArrayList<Outline.Column>();
    for (var values : used) {
      measure(values);
      columns.add(
          new Outline.Column(values.name(), values.type(), share(values.name(), values.type())));
    }
    var categories =
        used.stream()
            .filter(this::isCategory)
            .sorted(Comparator.comparingInt(Values::distinct))
            .toList();
    var first = categories.stream().limit(MOST_GROUPED).toList();
    var relations = RelationSearch.relations(numbersOf(used, categories));
    var keys =
        used.stream()
            .filter(this::isKey)
            .filter(v -> !first.contains(v))
            .filter(v -> !isAmount(v, relations))
            .toList();
    var numbers = numbersOf(used, categories);
    var ratios = RelationSearch.ratios(sample, numbers, categories);
    var quantities = new ArrayList<Quantity>();
    ratios.forEach(quantities::add);
    numbers.forEach(n -> quantities.add(Quantity.of(n.name())));
    var groupers = new ArrayList<Values>(first);
    record Key(Values values, long determined) {}
    keys.stream()
        .map(k -> new Key(k, determined(k)))
        .filter(k -> k.determined() > 0)
        .sorted(Comparator.comparingLong(Key::determined).reversed())
        .limit(Outline.MAX_GROUPS - groupers.size())
        .map(Key::values)
        .forEach(groupers::add);
    var groups =
        groupers.stream()
            .map(
                g ->
                    new Outline.Group(
                        g.name(),
                        isCategory(g)
                            ? 1
                            : Math.min(1, 4.0 * Outline.MAX_SAMPLED / distinct(g.name())),
                        isCategory(g)))
            .toList();
    var limited = quantities.stream().limit(Outline.MAX_QUANTITIES).toList();
    double rows = Math.min(1, Outline.MAX_ROWS / Math.max(1, sample.rowsPerInterval()));
    return new Outline(rows, columns, groups, limited, relations, usuals(groupers, limited, used));
  }

  private static List<Values> numbersOf(List<Values> columns, List<Values> categories) {
    return columns.stream()
        .filter(v -> v.type() == TypeClass.NUMBER && v.distinct() >= 3)
        .filter(v -> !categories.contains(v))
        .limit(Outline.MAX_QUANTITIES)
        .toList();
  }

  /** A number that sums and products are made of is measured; it names nothing. */
  private static boolean isAmount(Values v, List<Relation> relations) {
    return v.type() == TypeClass.NUMBER
        && relations.stream()
            .anyMatch(r -> !(r instanceof Relation.AtMost) && r.columns().contains(v.name()));
  }

  private void measure(Values values) {
    var byInterval = new TreeMap<Integer, Set<String>>();
    for (int i = 0; i < sample.rows(); i++) {
      var text = values.texts().get(i);
      if (text != null) {
        byInterval.computeIfAbsent(sample.intervals().get(i), k -> new HashSet<>()).add(text);
      }
    }
    double distinct = 0;
    double again = 0;
    double later = 0;
    var before = new HashSet<String>();
    for (var seen : byInterval.values()) {
      distinct += seen.size();
      if (!before.isEmpty()) {
        later += seen.size();
        again += seen.stream().filter(before::contains).count();
      }
      before.addAll(seen);
    }
    int intervals = Math.max(1, byInterval.size());
    double sampled = Math.max(1, sample.rows() / sample.intervalCount());
    double growth = Math.max(1, sample.rowsPerInterval() / sampled);
    double each = distinct / intervals;
    // Values that are nearly all different grow with the rows; few values do not.
    double unlike = each / Math.max(1, sampled);
    perInterval.put(values.name(), each * (1 + (growth - 1) * unlike));
    comeBack.put(values.name(), later == 0 ? 0 : again / later);
  }

  private double distinct(String column) {
    return Math.max(1, perInterval.getOrDefault(column, 1.0));
  }

  private double share(String column, TypeClass type) {
    double wanted = type == TypeClass.TIME ? 64 : Outline.MAX_SAMPLED;
    return Math.min(1, wanted / distinct(column));
  }

  private boolean isCategory(Values v) {
    int distinct = v.distinct();
    boolean few =
        v.type() == TypeClass.TEXT
            ? distinct <= MOST_CATEGORIES
            : v.whole() && distinct <= MOST_NUMBERED;
    return few
        && v.type() != TypeClass.TIME
        && distinct >= 2
        && distinct(v.name()) >= SEVERAL
        && comeBack.getOrDefault(v.name(), 0.0) > 0.6
        && sample.rows() >= 5 * distinct;
  }

  /** Groups of rows within an interval, or values that come back. */
  private boolean isKey(Values v) {
    boolean possible = v.type() == TypeClass.TEXT || v.whole();
    double rows = sample.rows() / sample.intervalCount();
    return possible
        && distinct(v.name()) >= 5
        && (distinct(v.name()) <= rows / 1.5 || comeBack.getOrDefault(v.name(), 0.0) > 0.3);
  }

  /** How many columns a key determines within an interval, where they are not constant there. */
  private long determined(Values key) {
    return sample.columns().stream()
        .filter(c -> !c.name().equals(key.name()) && distinct(c.name()) >= 2)
        .filter(c -> RelationSearch.unlike(sample, key, c) < EXPLAINED)
        .count();
  }

  private List<Usual> usuals(List<Values> keys, List<Quantity> quantities, List<Values> columns) {
    var out = new ArrayList<Usual>();
    for (var quantity : quantities) {
      var numbers = RelationSearch.logs(sample, quantity);
      keys.stream()
          .filter(k -> !quantity.involves(k.name()))
          .map(k -> new Fit(k, leftSpread(k, numbers)))
          .filter(f -> f.left() < EXPLAINED)
          .min(Comparator.comparingDouble(Fit::left))
          .ifPresent(f -> out.add(new Usual.OfNumber(f.key().name(), quantity)));
    }
    if (out.size() > Outline.MAX_USUALS / 2) {
      out.subList(Outline.MAX_USUALS / 2, out.size()).clear();
    }
    for (var column : columns) {
      if (column.type() == TypeClass.TEXT && column.distinct() >= 2) {
        keys.stream()
            .filter(k -> !k.name().equals(column.name()))
            .map(k -> new Fit(k, disagreement(k, column)))
            .filter(f -> f.left() < EXPLAINED)
            .min(Comparator.comparingDouble(Fit::left))
            .ifPresent(f -> out.add(new Usual.OfText(f.key().name(), column.name())));
      }
    }
    return out.stream().limit(Outline.MAX_USUALS).toList();
  }

  private record Fit(Values key, double left) {}

  /** The typical distance to the key's median, against the typical distance to the overall one. */
  private double leftSpread(Values key, double[] logs) {
    var groups = new HashMap<String, List<Double>>();
    var intervals = new HashMap<String, Set<Integer>>();
    var all = new ArrayList<Double>();
    for (int i = 0; i < logs.length; i++) {
      var k = key.texts().get(i);
      if (k != null && !Double.isNaN(logs[i])) {
        groups.computeIfAbsent(k, x -> new ArrayList<>()).add(logs[i]);
        intervals.computeIfAbsent(k, x -> new HashSet<>()).add(sample.intervals().get(i));
        all.add(logs[i]);
      }
    }
    var within = new ArrayList<Double>();
    for (var group : groups.entrySet()) {
      if (intervals.getOrDefault(group.getKey(), Set.of()).size() >= 2) {
        double middle = Numeric.median(group.getValue());
        // A median of two values lies between them: the distance is to the other one.
        double fair = group.getValue().size() == 2 ? 2 : 1;
        group.getValue().forEach(x -> within.add(fair * Math.abs(x - middle)));
      }
    }
    if (within.size() < Math.max(FEWEST_ROWS, 0.2 * all.size())) {
      return 1;
    }
    double middle = Numeric.median(all);
    double total = Numeric.mean(all.stream().map(x -> Math.abs(x - middle)).toList());
    return total <= 1e-12 ? 1 : Numeric.mean(within) / total;
  }

  /** The share of rows that are unlike their key's most frequent value, against that of all. */
  private double disagreement(Values key, Values column) {
    var groups = new HashMap<String, Map<String, Integer>>();
    var intervals = new HashMap<String, Set<Integer>>();
    var overall = new HashMap<String, Integer>();
    for (int i = 0; i < sample.rows(); i++) {
      var k = key.texts().get(i);
      var v = column.texts().get(i);
      if (k != null && v != null) {
        groups.computeIfAbsent(k, x -> new HashMap<>()).merge(v, 1, Integer::sum);
        intervals.computeIfAbsent(k, x -> new HashSet<>()).add(sample.intervals().get(i));
        overall.merge(v, 1, Integer::sum);
      }
    }
    int rows = 0;
    int unlike = 0;
    for (var group : groups.entrySet()) {
      if (intervals.getOrDefault(group.getKey(), Set.of()).size() >= 2) {
        int size = group.getValue().values().stream().mapToInt(Integer::intValue).sum();
        rows += size;
        unlike +=
            size - group.getValue().values().stream().mapToInt(Integer::intValue).max().orElse(0);
      }
    }
    int all = overall.values().stream().mapToInt(Integer::intValue).sum();
    if (rows < Math.max(FEWEST_ROWS, 0.2 * all)) {
      return 1;
    }
    double share = (double) unlike / rows;
    int most = overall.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    double overallShare = 1 - (double) most / all;
    return share > 1 - TEXT_AGREES || overallShare == 0 ? 1 : share / overallShare;
  }
}
