package dev.prunella.app.cli;

import dev.prunella.local.quality.IntervalInspector.Inspection;
import dev.prunella.quality.Anomaly;
import dev.prunella.quality.CauseWords;
import dev.prunella.quality.Explanation;
import dev.prunella.quality.Statistics;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.Numbers;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** An interval beside those before it, for people and as JSON. */
final class AnomalyViews {
  private static final int SHOWN = 8;
  private static final int PLOTTED = 3;
  private static final String BARS = "▁▂▃▄▅▆▇█";

  private AnomalyViews() {}

  /** JSON: what is seen and believed. */
  record View(
      String table,
      String interval,
      boolean judged,
      boolean alarm,
      @Nullable String why,
      @Nullable Long rows,
      @Nullable Integer learntFrom,
      @Nullable Double rarity,
      @Nullable Double threshold,
      @Nullable String cause,
      @Nullable Double confidence,
      @Nullable String suspected,
      List<String> supporting,
      List<String> against,
      List<AnomalyView> anomalies,
      @Nullable String accepted) {}

  /** JSON: one statistic that is unlike its history. */
  record AnomalyView(
      String aspect,
      String subject,
      @Nullable String within,
      String statistic,
      double found,
      double low,
      double high,
      double rarity,
      String words) {}

  static View notJudged(TableName table, String interval, String why) {
    return new View(
        table.toString(),
        interval,
        false,
        false,
        why,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  static View judged(
      TableName table, String interval, Inspection.Judged judged, Optional<String> accepted) {
    var believed = judged.explanation().orElse(new Explanation.Unexplained(List.of()));
    var assessment = judged.assessment();
    return new View(
        table.toString(),
        interval,
        true,
        assessment.isAlarm(),
        null,
        judged.statistics().rows(),
        judged.learntFrom(),
        rounded(assessment.rarity()),
        rounded(assessment.threshold()),
        believed instanceof Explanation.Explained e ? CauseWords.of(e.cause()) : null,
        believed instanceof Explanation.Explained e ? rounded(e.confidence()) : null,
        believed instanceof Explanation.Suspected s
            ? CauseWords.of(s.cause()) + "; not confirmed: " + s.missing()
            : null,
        switch (believed) {
          case Explanation.Explained e -> e.supporting();
          case Explanation.Suspected s -> s.supporting();
          case Explanation.Unexplained _ -> List.of();
        },
        switch (believed) {
          case Explanation.Explained e -> e.against();
          case Explanation.Suspected s -> s.against();
          case Explanation.Unexplained u -> u.tried();
        },
        assessment.anomalies().stream().map(AnomalyViews::anomaly).toList(),
        accepted.orElse(null));
  }

  private static AnomalyView anomaly(Anomaly a) {
    return new AnomalyView(
        a.aspect().words(),
        a.subject(),
        a.within().map(Object::toString).orElse(null),
        a.statistic(),
        a.found(),
        a.low(),
        a.high(),
        rounded(a.rarity()),
        a.inWords());
  }

  private static double rounded(double x) {
    return Math.round(x * 100) / 100.0;
  }

  static void tell(Console console, View view, Optional<Inspection.Judged> judged) {
    console.line(console.paint(Ink.STRONG, Words.safe(view.table())) + "  " + view.interval());
    if (!view.judged()) {
      console.line("  not judged: " + view.why());
      return;
    }
    console.line(
        view.alarm()
            ? console.paint(Ink.BAD, "  unlike its history")
                + console.paint(
                    Ink.DIM,
                    String.format(
                        Locale.ROOT,
                        "  1 in 10^%.1f; 1 in 10^%.1f is an alarm",
                        view.rarity(),
                        view.threshold()))
            : console.paint(Ink.GOOD, "  like its history")
                + console.paint(Ink.DIM, "  learnt from " + view.learntFrom() + " intervals"));
    if (view.alarm()) {
      seen(console, view);
      believed(console, view);
    }
    judged.ifPresent(j -> plots(console, j));
    if (view.accepted() != null) {
      console.line("accepted  by " + Words.safe(view.accepted()));
    } else if (view.alarm()) {
      console.next("prunella anomalies ... --accept --why \"...\" if it is right as it is");
    }
  }

  private static void seen(Console console, View view) {
    console.line(console.paint(Ink.DIM, "seen"));
    view.anomalies().stream().limit(SHOWN).forEach(a -> console.line("  " + Words.safe(a.words())));
    if (view.anomalies().size() > SHOWN) {
      console.line("  and " + (view.anomalies().size() - SHOWN) + " more");
    }
  }

  private static void believed(Console console, View view) {
    console.line(console.paint(Ink.DIM, "believed"));
    if (view.cause() == null) {
      console.line(
          view.suspected() == null
              ? "  no one cause explains it"
              : "  perhaps " + Words.safe(view.suspected()));
      view.supporting().forEach(s -> console.line("    for      " + Words.safe(s)));
      view.against().stream()
          .limit(SHOWN)
          .forEach(a -> console.line("  tried    " + Words.safe(a)));
      return;
    }
    console.line(
        "  " + Words.safe(view.cause()) + String.format(Locale.ROOT, "  %.2f", view.confidence()));
    view.supporting().forEach(s -> console.line("    for      " + Words.safe(s)));
    view.against().stream()
        .limit(SHOWN)
        .forEach(a -> console.line("    against  " + Words.safe(a)));
  }

  /** How the rows, and the numbers that stand out, have gone: the last bar is the interval. */
  private static void plots(Console console, Inspection.Judged judged) {
    var all = new ArrayList<>(judged.history());
    all.add(judged.statistics());
    console.line(
        console.paint(Ink.DIM, "the " + judged.history().size() + " intervals before, and it"));
    var grid = new Grid(console);
    plot(grid, "rows", all, Statistics::rows);
    judged.assessment().anomalies().stream()
        .flatMap(a -> a.columns().stream())
        .distinct()
        .filter(c -> numbers(judged.statistics(), c).isPresent())
        .limit(PLOTTED)
        .forEach(c -> plot(grid, c + ", median", all, s -> median(s, c)));
    grid.print("  ");
  }

  private static Optional<Numbers> numbers(Statistics statistics, String column) {
    return statistics.column(column).flatMap(ColumnStatistics::numbers);
  }

  private static double median(Statistics statistics, String column) {
    return numbers(statistics, column)
        .filter(n -> n.quantiles().size() == Statistics.GRID.size())
        .map(n -> n.quantiles().get(Statistics.GRID.indexOf(0.5)))
        .orElse(Double.NaN);
  }

  private static void plot(
      Grid grid, String name, List<Statistics> all, ToDoubleFunction<Statistics> number) {
    var values = all.stream().mapToDouble(number).toArray();
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double v : values) {
      if (Double.isFinite(v)) {
        least = Math.min(least, v);
        most = Math.max(most, v);
      }
    }
    var bars = new StringBuilder();
    for (double v : values) {
      bars.append(bar(v, Math.min(0, least), most));
    }
    grid.row(
        Grid.text(name),
        Grid.text(bars.toString()),
        Grid.right(shortly(values[values.length - 1])),
        Grid.text("between " + shortly(least) + " and " + shortly(most), Ink.DIM));
  }

  private static char bar(double value, double least, double most) {
    if (!Double.isFinite(value)) {
      return ' ';
    }
    double share = most > least ? (value - least) / (most - least) : 1;
    return BARS.charAt((int) Math.round(share * (BARS.length() - 1)));
  }

  private static String shortly(double x) {
    if (!Double.isFinite(x)) {
      return "-";
    }
    return x == Math.rint(x)
        ? String.format(Locale.ROOT, "%,.0f", x)
        : String.format(Locale.ROOT, "%.4g", x);
  }
}
