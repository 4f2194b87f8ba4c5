package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.run.Looking;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.local.quality.IntervalInspector.Inspection;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.quality.Anomaly;
import dev.prunella.quality.CauseWords;
import dev.prunella.quality.Explanation;
import dev.prunella.quality.Statistics;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.refs.Ref;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A table's statistics interval by interval, and in what the newest is unlike those before: what
 * {@code prunella anomalies} tells. To look may be to compute, so one at a time, for a bounded
 * time.
 */
public final class StatisticsPage {
  private static final int MOST_SECONDS = 60;
  private static final int MOST_COLUMNS = 12;
  private static final int MOST_WORDS = 12;

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("prunella-statistics").daemon(true).factory());

  private final Pages pages;
  private final Semaphore looking = new Semaphore(1);

  StatisticsPage(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        Route.page(
            "/tables/{name}/statistics",
            Role.OPERATOR,
            "a table's statistics over time, and its newest interval beside those before",
            this::statistics));
  }

  /** One number over time; {@code usual} tells from and to where it was before. */
  public record Plot(String name, Spark spark, String usual, boolean standsOut) {}

  /**
   * What the page shows.
   *
   * @param interval the newest
   * @param notJudged why there is nothing to be compared; empty where there is
   * @param alarm whether it is unlike its history
   * @param seen in what, in words
   * @param believed the cause, or what was tried
   * @param shapes of number columns that stand out: how the values lie, before and now
   */
  public record View(
      String table,
      String interval,
      String notJudged,
      boolean alarm,
      int learntFrom,
      List<String> seen,
      List<String> believed,
      List<Plot> plots,
      List<Histogram> shapes) {}

  private Answer statistics(Request request) {
    var wanted = TablePages.name(request.path("name"));
    var lake = pages.workspace().lake();
    var looked =
        Looking.at(
                lake,
                pages.workspace().codeTrees().now().project(),
                lake.lake().head(Ref.MAIN),
                wanted)
            .orElseThrow(() -> Refusal.missing("no step has made a table '" + wanted + "' yet"));
    var name = looked.step().table().toString();
    return pages.page(
        request,
        "statistics",
        name + ", statistics",
        "tables",
        "",
        Map.of("view", view(name, looked)));
  }

  private View view(String name, Looking looked) {
    var interval = looked.latest();
    if (interval.isEmpty()) {
      return notJudged(name, "", "it is not made interval by interval");
    }
    var label = looked.calendar().map(c -> c.label(interval.get())).orElse("");
    if (!looking.tryAcquire()) {
      throw new Refusal(503, "busy", "another table is being looked at; come again");
    }
    var cancellation = new Cancellation();
    var alarm = TIMER.schedule(cancellation::cancel, MOST_SECONDS, TimeUnit.SECONDS);
    try {
      var watch = StepWatch.until(cancellation);
      return switch (pages
          .workspace()
          .inspector()
          .inspect(looked.table(), looked.task(interval.get()), watch)) {
        case Inspection.NotJudged(var reason) -> notJudged(name, label, reason);
        case Inspection.Judged judged -> judged(name, label, judged);
      };
    } finally {
      alarm.cancel(false);
      looking.release();
    }
  }

  private static View notJudged(String name, String label, String why) {
    return new View(name, label, why, false, 0, List.of(), List.of(), List.of(), List.of());
  }

  private static View judged(String name, String label, Inspection.Judged judged) {
    var assessment = judged.assessment();
    var unlike =
        assessment.isAlarm()
            ? assessment.anomalies().stream().flatMap(a -> a.columns().stream()).distinct().toList()
            : List.<String>of();
    var all = new ArrayList<>(judged.history());
    all.add(judged.statistics());
    return new View(
        name,
        label,
        "",
        assessment.isAlarm(),
        judged.learntFrom(),
        assessment.isAlarm()
            ? assessment.anomalies().stream().map(Anomaly::inWords).limit(MOST_WORDS).toList()
            : List.of(),
        judged.explanation().map(StatisticsPage::believed).orElse(List.of()),
        plots(all, unlike),
        unlike.stream()
            .flatMap(c -> Histogram.of(c, judged.history(), judged.statistics()).stream())
            .limit(MOST_COLUMNS)
            .toList());
  }

  private static List<String> believed(Explanation explanation) {
    return switch (explanation) {
      case Explanation.Explained e -> {
        var words = new ArrayList<String>();
        words.add(
            String.format(Locale.ROOT, "%s (%.2f)", CauseWords.of(e.cause()), e.confidence()));
        e.supporting().forEach(s -> words.add("for: " + s));
        yield words;
      }
      case Explanation.Suspected s ->
          List.of("perhaps " + CauseWords.of(s.cause()) + "; not confirmed: " + s.missing());
      case Explanation.Unexplained _ -> List.of("no one cause explains it");
    };
  }

  /** The rows first, then columns that stand out, then the others. */
  private static List<Plot> plots(List<Statistics> all, List<String> unlike) {
    var plots = new ArrayList<Plot>();
    plot("rows", all, Statistics::rows, false).ifPresent(plots::add);
    var columns = new ArrayList<>(unlike);
    all.getLast().columns().stream()
        .map(ColumnStatistics::name)
        .filter(c -> !unlike.contains(c))
        .forEach(columns::add);
    columns.stream().limit(MOST_COLUMNS).forEach(c -> plots(plots, all, c, unlike.contains(c)));
    return plots;
  }

  private static void plots(
      List<Plot> plots, List<Statistics> all, String column, boolean standsOut) {
    if (all.stream().flatMap(s -> s.column(column).stream()).anyMatch(c -> c.nulls() > 0)) {
      plot(
              column + ", nulls",
              all,
              s -> s.column(column).map(c -> (double) c.nulls()).orElse(Double.NaN),
              standsOut)
          .ifPresent(plots::add);
    }
    plot(
            column + ", mean",
            all,
            s ->
                s.column(column)
                    .flatMap(ColumnStatistics::numbers)
                    .map(Statistics.Numbers::mean)
                    .orElse(Double.NaN),
            standsOut)
        .ifPresent(plots::add);
    plot(column + ", median", all, s -> median(s, column), standsOut).ifPresent(plots::add);
  }

  private static double median(Statistics statistics, String column) {
    return statistics
        .column(column)
        .flatMap(ColumnStatistics::numbers)
        .filter(n -> n.quantiles().size() == Statistics.GRID.size())
        .map(n -> n.quantiles().get(Statistics.GRID.indexOf(0.5)))
        .orElse(Double.NaN);
  }

  private static Optional<Plot> plot(
      String name, List<Statistics> all, ToDoubleFunction<Statistics> number, boolean standsOut) {
    var values = new ArrayList<Spark.Value>();
    for (var one : all) {
      double value = number.applyAsDouble(one);
      if (Double.isFinite(value)) {
        var day = one.start().atZone(ZoneOffset.UTC).toLocalDate();
        values.add(new Spark.Value(day + ": " + shortly(value), value));
      }
    }
    if (values.size() < 2) {
      return Optional.empty();
    }
    var before = Spark.of(values.subList(0, values.size() - 1));
    return Optional.of(
        new Plot(
            name,
            Spark.of(values),
            "now %s, before %s to %s"
                .formatted(
                    shortly(values.getLast().value()),
                    shortly(before.least()),
                    shortly(before.greatest())),
            standsOut));
  }

  static String shortly(double x) {
    return Math.abs(x) < 1e15 && (x == Math.rint(x) || Math.abs(x) >= 1000)
        ? String.format(Locale.ROOT, "%,.0f", x)
        : String.format(Locale.ROOT, "%.4g", x);
  }
}
