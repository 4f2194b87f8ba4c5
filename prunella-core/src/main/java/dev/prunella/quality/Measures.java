package dev.prunella.quality;

import dev.prunella.pipeline.Transformation.Category;
import dev.prunella.quality.Measure.Scale;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.GroupStatistics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Reads the measures off an interval's statistics: those that need no other interval. */
final class Measures {
  /** Half a percent. */
  private static final double SMALL = 0.005;

  static final String NEGATIVE = "negative";
  static final String ENDS = ", the ends";

  private static final String DIFFERENT = "different values";

  /** Is added to counts, so that none has a logarithm, too. */
  static final double HALF = 0.5;

  /** Medians of fewer rows are noise. */
  private static final int FEWEST_GROUP_ROWS = 5;

  /** After a column's name: as a counter. */
  static final String COUNTED = ", counted";

  private static final int FEWEST_COUNTED = 20;
  private static final double LEAST_COUNTED = 0.1;

  /** Fewer rows to each time are no steps. */
  private static final int FEWEST_ON_A_STEP = 5;

  private static final double STEPS = 3;

  /** How many different values there are is an estimate in large intervals. */
  private static final double MOST_COUNTED = 1.1;

  private final Outline outline;
  private final Statistics s;
  private final Map<String, Measure> out = new LinkedHashMap<>();

  private Measures(Outline outline, Statistics statistics) {
    this.outline = outline;
    this.s = statistics;
  }

  /** Whether it counts what is there, {@link #HALF} added. */
  static boolean isCount(Measure measure) {
    return measure.aspect() == Aspect.ROWS
        && (measure.statistic().equals("rows") || measure.statistic().equals(DIFFERENT));
  }

  /** By {@link Measure#id}. */
  static Map<String, Measure> of(Outline outline, Statistics statistics) {
    return new Measures(outline, statistics).read();
  }

  private Map<String, Measure> read() {
    add(Aspect.ROWS, "rows", List.of(), "rows", Scale.LEVEL, s.rows() + HALF, 0, 0.02);
    if (s.rows() == 0) {
      return out;
    }
    share(
        Aspect.DUPLICATES,
        "rows",
        List.of(),
        "rows equal to another",
        s.rows() - s.distinctRows(),
        s.rows());
    s.columns().forEach(this::column);
    s.relations()
        .forEach(
            (name, tally) ->
                share(
                    Aspect.RELATIONS,
                    name,
                    outline.relations().stream()
                        .filter(r -> r.toString().equals(name))
                        .findFirst()
                        .map(Relation::columns)
                        .orElse(List.of()),
                    "rows that break it",
                    tally.broken(),
                    tally.asked()));
    outline.usuals().forEach(this::usual);
    outline.groups().forEach(this::group);
    return out;
  }

  private void add(
      Aspect aspect,
      String subject,
      List<String> columns,
      String statistic,
      Scale scale,
      double value,
      double weight,
      double least) {
    add(aspect, subject, columns, statistic, scale, value, weight, least, 0);
  }

  private void add(
      Aspect aspect,
      String subject,
      List<String> columns,
      String statistic,
      Scale scale,
      double value,
      double weight,
      double least,
      double unit) {
    add(
        new Measure(
            aspect,
            subject,
            columns,
            Optional.empty(),
            statistic,
            scale,
            value,
            weight,
            least,
            unit));
  }

  private void add(Measure measure) {
    if (Double.isFinite(measure.value())) {
      out.put(measure.id(), measure);
    }
  }

  private void share(
      Aspect aspect, String subject, List<String> columns, String statistic, long part, long of) {
    if (of > 0) {
      add(aspect, subject, columns, statistic, Scale.SHARE, (double) part / of, (double) of, 0);
    }
  }

  private void column(ColumnStatistics c) {
    var columns = List.of(c.name());
    share(Aspect.NULLS, c.name(), columns, "missing", c.nulls(), s.rows());
    long filled = s.rows() - c.nulls();
    if (filled == 0) {
      return;
    }
    add(Aspect.ROWS, c.name(), columns, DIFFERENT, Scale.LEVEL, c.distinct() + HALF, 0, 0.02);
    // Rows for each value of a key; for other columns the number of rows says as much. In a small
    // interval a single value that comes twice by chance is no more than that.
    if (c.distinct() > filled / 2) {
      add(
          Aspect.DUPLICATES,
          c.name(),
          columns,
          "rows for each value",
          Scale.LEVEL,
          (double) filled / Math.max(1, c.distinct()),
          0,
          Math.max(SMALL, 1.0 / filled));
    }
    c.numbers().ifPresent(n -> counter(c, n));
    c.numbers().ifPresent(n -> numbers(c.name(), n));
    c.numbers().ifPresent(n -> calendar(c.name(), n));
    c.texts().ifPresent(t -> texts(c.name(), t));
    c.times().ifPresent(t -> times(c, t));
  }

  /**
   * How many of the numbers that a counter has gone through came: of rows that are missing at
   * random it tells even where the number of rows says nothing.
   */
  private void counter(ColumnStatistics c, Statistics.Numbers n) {
    double through = n.max() - n.min() + 1;
    double share = c.distinct() / through;
    // What counts is whole, and has long left its own range behind; amounts and codes have not.
    if (n.whole() == n.count()
        && n.min() > through
        && c.distinct() >= FEWEST_COUNTED
        && share >= LEAST_COUNTED
        && share <= MOST_COUNTED) {
      add(
          Aspect.ROWS,
          c.name() + COUNTED,
          List.of(c.name()),
          "of the numbers from least to greatest",
          Scale.LEVEL,
          Math.min(1, share),
          0,
          0.02);
    }
  }

  private void numbers(String name, Statistics.Numbers n) {
    var columns = List.of(name);
    add(Aspect.RANGE, name, columns, "least", Scale.LEVEL, n.min(), 0, SMALL, n.deviation());
    add(Aspect.RANGE, name, columns, "greatest", Scale.LEVEL, n.max(), 0, SMALL, n.deviation());
    for (int i = 0; i < n.quantiles().size(); i++) {
      var q = Math.round(100 * Statistics.GRID.get(i)) + " % quantile";
      add(
          Aspect.VALUES,
          name,
          columns,
          q,
          Scale.LEVEL,
          n.quantiles().get(i),
          (double) n.count(),
          SMALL,
          n.deviation());
    }
    add(
        Aspect.VALUES,
        name,
        columns,
        "mean logarithm",
        Scale.DIFFERENCE,
        n.logMean(),
        (double) n.count(),
        SMALL);
    add(
        Aspect.VALUES,
        name,
        columns,
        "spread of the logarithm",
        Scale.DIFFERENCE,
        n.logDeviation(),
        (double) n.count(),
        SMALL);
    var aspect = Aspect.KINDS_OF_NUMBER;
    share(aspect, name, columns, "zeros", n.zeros(), n.count());
    share(aspect, name, columns, NEGATIVE, n.negatives(), n.count());
    share(aspect, name, columns, "whole", n.whole(), n.count());
    share(aspect, name, columns, "with at most one decimal", n.tenths(), n.count());
    share(aspect, name, columns, "with at most two decimals", n.hundredths(), n.count());
  }

  /** Whether the column names the interval itself, as the columns do that tables are cut by. */
  private void calendar(String name, Statistics.Numbers n) {
    for (var part : CalendarPart.values()) {
      double expected = part.of(s.begins());
      boolean is = n.min() == expected && n.max() == expected;
      add(
          Aspect.CALENDAR,
          name,
          List.of(name),
          part.words(),
          Scale.SHARE,
          is ? 0 : 1,
          (double) n.count(),
          0);
    }
  }

  private void texts(String name, Statistics.Texts t) {
    var columns = List.of(name);
    var aspect = Aspect.FORMAT;
    add(aspect, name, columns, "shortest", Scale.LEVEL, (double) t.minLength(), 0, 0.02);
    add(aspect, name, columns, "longest", Scale.LEVEL, (double) t.maxLength(), 0, 0.02);
    double count = Math.max(1, t.count());
    add(aspect, name, columns, "mean length", Scale.LEVEL, t.characters() / count, count, SMALL);
    share(aspect, name, columns, "as long as the longest", t.atMaxLength(), t.count());
    share(aspect, name, columns, "empty", t.empty(), t.count());
    share(aspect, name, columns, "padded", t.padded(), t.count());
    share(aspect, name, columns, "wrongly decoded", t.damaged(), t.count());
    share(aspect, name, columns, "digits", t.digits(), t.characters());
    share(aspect, name, columns, "all capitals", t.uppers(), t.count());
    share(aspect, name, columns, "all small", t.lowers(), t.count());
    share(aspect, name, columns, "beyond ASCII", t.nonAscii(), t.count());
  }

  private void times(ColumnStatistics c, Statistics.Times t) {
    var name = c.name();
    var columns = List.of(name);
    double least = s.length().toSeconds() * 0.002;
    var aspect = Aspect.TIMES;
    add(aspect, name + ENDS, columns, "first", Scale.DIFFERENCE, t.min(), 0, least);
    add(aspect, name + ENDS, columns, "last", Scale.DIFFERENCE, t.max(), 0, least);
    for (int i = 0; i < t.quantiles().size(); i++) {
      var q = Math.round(100 * Statistics.GRID.get(i)) + " % quantile";
      add(
          aspect,
          name,
          columns,
          q,
          Scale.DIFFERENCE,
          t.quantiles().get(i),
          (double) t.count(),
          least,
          scatter(c, t));
    }
    share(aspect, name, columns, "outside the interval", t.count() - t.inside(), t.count());
  }

  /**
   * Where many rows share each of a few dates, quantiles do not drift, they step from date to date,
   * by chance: as values do that scatter by a few steps. 0 for times that lie closer together than
   * intervals do.
   */
  private double scatter(ColumnStatistics c, Statistics.Times t) {
    double step = s.length().toSeconds();
    boolean dates =
        c.distinct() > 1
            && t.count() >= FEWEST_ON_A_STEP * c.distinct()
            && t.max() - t.min() >= step * (c.distinct() - 1);
    return dates ? STEPS * step : 0;
  }

  private void usual(Outline.Usual usual) {
    var name = usual.toString();
    var u = s.usuals().get(name);
    if (u == null || u.known() == 0) {
      return;
    }
    var columns =
        switch (usual) {
          case Outline.Usual.OfNumber n -> List.of(n.quantity().over());
          case Outline.Usual.OfText t -> List.of(t.column());
        };
    share(Aspect.USUALS, name, columns, "unlike the usual", u.known() - u.same(), u.known());
    if (u.quantiles().isEmpty()) {
      return;
    }
    // The farthest single rows scatter otherwise than the many do: they are calibrated apart.
    var ends = name + ENDS;
    add(Aspect.USUALS, ends, columns, "least against usual", Scale.DIFFERENCE, u.min(), 0, 0.02);
    add(Aspect.USUALS, ends, columns, "greatest against usual", Scale.DIFFERENCE, u.max(), 0, 0.02);
    for (int i = 0; i < u.quantiles().size(); i++) {
      var q = Math.round(100 * Statistics.GRID.get(i)) + " % quantile against usual";
      add(
          Aspect.USUALS,
          name,
          columns,
          q,
          Scale.DIFFERENCE,
          u.quantiles().get(i),
          (double) u.known(),
          SMALL);
    }
  }

  private void group(Outline.Group group) {
    var groups = s.groupsBy(group.column());
    if (group.category()) {
      categories(group.column(), groups);
    } else {
      dependencies(group.column(), groups);
    }
  }

  private void categories(String column, List<GroupStatistics> groups) {
    for (var g : groups) {
      var within = Optional.of(new Category(column, g.key()));
      add(
          new Measure(
              Aspect.CATEGORIES,
              column,
              List.of(column),
              within,
              "share of rows",
              Scale.SHARE,
              (double) g.rows() / s.rows(),
              s.rows(),
              0,
              0));
    }
    for (var quantity : quantities(groups)) {
      farthest(column, quantity, groups);
      var overall = overall(groups, quantity);
      for (var g : groups) {
        Double median = g.medians().get(quantity);
        if (median == null || g.rows() < FEWEST_GROUP_ROWS) {
          continue;
        }
        var within = Optional.of(new Category(column, g.key()));
        var columns = columnsOf(quantity);
        var label = quantity + " by " + column;
        boolean logarithm =
            outline.usualNumbers().stream().anyMatch(u -> u.toString().equals(quantity));
        add(
            new Measure(
                Aspect.GROUP_VALUES,
                label,
                columns,
                within,
                "median",
                logarithm ? Scale.DIFFERENCE : Scale.LEVEL,
                median,
                g.rows(),
                SMALL,
                deviation(quantity)));
        boolean relative = !logarithm && median > 0 && overall > 0;
        double contrast = relative ? Math.log(median / overall) : median - overall;
        add(
            new Measure(
                Aspect.GROUP_VALUES,
                label,
                columns,
                within,
                "median against the others",
                Scale.DIFFERENCE,
                contrast,
                g.rows(),
                0.01,
                relative ? 0 : deviation(quantity)));
      }
    }
  }

  /**
   * The category that is farthest from what its keys usually have. Most categories are too rare to
   * have a history of their own; this one needs none, since some category always is the farthest.
   */
  private void farthest(String column, String usual, List<GroupStatistics> groups) {
    if (outline.usualNumbers().stream().noneMatch(u -> u.toString().equals(usual))) {
      return;
    }
    double most = 0;
    for (var g : groups) {
      Double median = g.medians().get(usual);
      if (median != null && g.rows() >= FEWEST_GROUP_ROWS) {
        // The median of few rows is pulled towards none.
        double n = g.rows();
        most = Math.max(most, Math.abs(median) * n / (n + FEWEST_GROUP_ROWS));
      }
    }
    add(
        Aspect.GROUP_VALUES,
        usual + " by " + column + ", the farthest",
        columnsOf(usual),
        "median",
        Scale.DIFFERENCE,
        most,
        0,
        0.01);
  }

  private List<String> quantities(List<GroupStatistics> groups) {
    return groups.stream().flatMap(g -> g.medians().keySet().stream()).distinct().sorted().toList();
  }

  private List<String> columnsOf(String quantity) {
    for (var q : outline.quantities()) {
      if (q.toString().equals(quantity)) {
        return q.columns();
      }
    }
    for (var u : outline.usualNumbers()) {
      if (u.toString().equals(quantity)) {
        return List.of(u.quantity().over());
      }
    }
    return Collections.emptyList();
  }

  private double deviation(String quantity) {
    return s.column(quantity)
        .flatMap(ColumnStatistics::numbers)
        .map(Statistics.Numbers::deviation)
        .filter(Double::isFinite)
        .orElse(0.0);
  }

  private static double overall(List<GroupStatistics> groups, String quantity) {
    double sum = 0;
    double rows = 0;
    for (var g : groups) {
      Double median = g.medians().get(quantity);
      if (median != null) {
        sum += median * g.rows();
        rows += g.rows();
      }
    }
    return sum / rows;
  }

  /** What is the same in all rows of a key, as a rule. */
  private void dependencies(String key, List<GroupStatistics> groups) {
    var several = groups.stream().filter(g -> g.rows() >= 2).toList();
    if (several.isEmpty()) {
      return;
    }
    double rows = several.stream().mapToLong(GroupStatistics::rows).sum();
    add(
        Aspect.DEPENDENCIES,
        key,
        List.of(key),
        "rows for each value that has several",
        Scale.LEVEL,
        rows / several.size(),
        0,
        0.02);
    for (var column : s.columns()) {
      if (column.name().equals(key)) {
        continue;
      }
      ToLongFunction<GroupStatistics> filled = g -> g.filled().getOrDefault(column.name(), 0L);
      long partly =
          several.stream()
              .filter(g -> filled.applyAsLong(g) > 0 && filled.applyAsLong(g) < g.rows())
              .count();
      share(
          Aspect.DEPENDENCIES,
          column.name() + " of " + key,
          List.of(column.name()),
          "values with it in some rows only",
          partly,
          several.size());
      if (column.type() == TypeClass.TEXT) {
        long asked = several.stream().filter(g -> filled.applyAsLong(g) >= 2).count();
        long held =
            several.stream()
                .filter(g -> filled.applyAsLong(g) >= 2 && g.only().containsKey(column.name()))
                .count();
        share(
            Aspect.DEPENDENCIES,
            column.name() + " of " + key,
            List.of(column.name()),
            "values with more than one",
            asked - held,
            asked);
      }
    }
  }
}
