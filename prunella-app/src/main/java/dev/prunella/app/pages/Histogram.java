package dev.prunella.app.pages;

import dev.prunella.quality.Statistics;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a column's numbers lie, before and now, as a drawing: from quantiles, for the rows themselves
 * are not kept. Between two quantiles lies a known share of the values; a bar's area tells it.
 *
 * @param before bars of the interval before, {@code after} of the newest, on one scale
 * @param words the same, in words
 */
public record Histogram(
    String column, List<Bar> before, List<Bar> after, String least, String greatest, String words) {
  public static final int WIDTH = 320;
  public static final int HEIGHT = 90;

  private static final double TALLEST = HEIGHT - 4;

  /** Narrower than that, a bar of many equal values would be taller than all others together. */
  private static final double NARROWEST = 3;

  /** A bar, in the drawing's units. */
  public record Bar(double x, double y, double w, double h) {
    public String attributes(String name) {
      double value =
          switch (name) {
            case "x" -> x;
            case "y" -> y;
            case "width" -> w;
            default -> h;
          };
      return String.format(Locale.ROOT, "%.1f", value);
    }
  }

  /** Of the newest interval that had numbers in the column; empty where there are none. */
  static Optional<Histogram> of(String column, List<Statistics> history, Statistics now) {
    var after = numbers(now, column);
    var before = history.reversed().stream().flatMap(s -> numbers(s, column).stream()).findFirst();
    if (after.isEmpty() || before.isEmpty()) {
      return Optional.empty();
    }
    double least = Math.min(before.get().min(), after.get().min());
    double greatest = Math.max(before.get().max(), after.get().max());
    if (!(greatest > least)) {
      return Optional.empty();
    }
    var old = bars(before.get(), least, greatest);
    var young = bars(after.get(), least, greatest);
    double most =
        java.util.stream.Stream.concat(old.stream(), young.stream())
            .mapToDouble(Bar::h)
            .max()
            .orElse(1);
    return Optional.of(
        new Histogram(
            column,
            scaled(old, most),
            scaled(young, most),
            StatisticsPage.shortly(least),
            StatisticsPage.shortly(greatest),
            "before: " + words(before.get()) + "; now: " + words(after.get())));
  }

  private static Optional<Numbers> numbers(Statistics statistics, String column) {
    return statistics
        .column(column)
        .flatMap(ColumnStatistics::numbers)
        .filter(n -> n.count() > 0 && n.quantiles().size() == Statistics.GRID.size());
  }

  private static String words(Numbers n) {
    var q = n.quantiles();
    return "half of the values between %s and %s, the median %s"
        .formatted(
            StatisticsPage.shortly(q.get(Statistics.GRID.indexOf(0.25))),
            StatisticsPage.shortly(q.get(Statistics.GRID.indexOf(0.75))),
            StatisticsPage.shortly(q.get(Statistics.GRID.indexOf(0.5))));
  }

  /** With a height that is the share of values for each unit of width. */
  private static List<Bar> bars(Numbers n, double least, double greatest) {
    var bars = new ArrayList<Bar>();
    double from = n.min();
    double below = 0;
    for (int i = 0; i <= Statistics.GRID.size(); i++) {
      boolean last = i == Statistics.GRID.size();
      double to = last ? n.max() : n.quantiles().get(i);
      double share = last ? 1 : Statistics.GRID.get(i);
      double x = (from - least) / (greatest - least) * WIDTH;
      double w = Math.max(NARROWEST, (to - from) / (greatest - least) * WIDTH);
      bars.add(new Bar(Math.min(x, WIDTH - w), 0, w, (share - below) / w));
      from = to;
      below = share;
    }
    return bars;
  }

  private static List<Bar> scaled(List<Bar> bars, double most) {
    return bars.stream()
        .map(
            b -> {
              double h = Math.max(1, b.h() / most * TALLEST);
              return new Bar(b.x(), HEIGHT - h, b.w(), h);
            })
        .toList();
  }
}
