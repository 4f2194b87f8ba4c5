package dev.prunella.app.cli;

import dev.prunella.app.run.Looking;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.quality.TableProfile;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.quality.Statistics;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella profile}. */
@Command(
    name = "profile",
    description =
        "Describe a table's columns by their values: missing, different, least, usual, greatest, frequent.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella profile orders",
      "  prunella profile orders --interval 2026-11-22",
      "  prunella profile orders --at try/fix-7 --json",
      "JSON fields: table, rows, differentRows, columns: [column, type, missing, different, least, median, greatest,",
      "frequent: {value: rows}, shapes: {shape: rows}]. Of columns with many values a part is looked at for what is frequent."
    })
final class ProfileCommand extends WorkspaceCommand {
  private static final int FREQUENT = 3;

  @Parameters(paramLabel = "TABLE", description = "Such as orders or sales.orders.")
  String table = "";

  @Option(
      names = {"--interval", "-i"},
      paramLabel = "INTERVAL",
      description = "Only its rows, such as 2026-11-22.")
  @Nullable String interval;

  @Option(
      names = "--at",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String at = Ref.MAIN;

  /** JSON: a table's rows. */
  record View(String table, long rows, long differentRows, List<ColumnView> columns) {}

  /** JSON: a column's values. */
  record ColumnView(
      String column,
      String type,
      long missing,
      long different,
      @Nullable String least,
      @Nullable String median,
      @Nullable String greatest,
      Map<String, Long> frequent,
      Map<String, Long> shapes) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var name = TableName.of(Tables.name(table));
    var lake = workspace.lake();
    var commit = lake.lake().resolve(at);
    var looking = Looking.at(lake, workspace.codeTrees().now().project(), commit, name);
    var found =
        looking
            .map(Looking::table)
            .or(() -> lake.table(commit, name.key()))
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.NOT_FOUND,
                        "no-such-table",
                        "there is no table '" + name + "' at " + at,
                        "prunella table list"));
    var statistics =
        new TableProfile(lake)
            .of(found, task(looking), StepWatch.nobody())
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.NOT_FOUND,
                        "no-rows",
                        "nothing was written to " + name + " for " + interval,
                        "prunella status"));
    var view = view(name, statistics);
    console.answer(view, () -> tell(console, view));
    return Exit.OK;
  }

  private Optional<StepTask> task(Optional<Looking> looking) {
    var text = interval;
    if (text == null) {
      return Optional.empty();
    }
    var calendar = looking.flatMap(Looking::calendar);
    if (calendar.isEmpty()) {
      throw Failure.usage(
          "the rows of " + table + " do not belong to intervals", "leave out --interval");
    }
    return Optional.of(looking.orElseThrow().task(RunChoice.parse(calendar.get(), text)));
  }

  private static View view(TableName table, Statistics statistics) {
    return new View(
        table.toString(),
        statistics.rows(),
        statistics.distinctRows(),
        statistics.columns().stream().map(c -> column(c, statistics.start())).toList());
  }

  private static ColumnView column(ColumnStatistics c, Instant start) {
    return switch (c.values()) {
      case Statistics.Numbers n ->
          view(
              c,
              n.count() == 0 ? null : number(n.min()),
              n.count() == 0 ? null : number(middle(n.quantiles())),
              n.count() == 0 ? null : number(n.max()),
              Map.of());
      case Statistics.Texts t ->
          view(
              c,
              t.count() == 0 ? null : t.minLength() + " characters",
              null,
              t.count() == 0 ? null : t.maxLength() + " characters",
              most(t.patterns()));
      case Statistics.Times t ->
          view(
              c,
              t.count() == 0 ? null : time(start, t.min()),
              t.count() == 0 ? null : time(start, middle(t.quantiles())),
              t.count() == 0 ? null : time(start, t.max()),
              Map.of());
    };
  }

  private static ColumnView view(
      ColumnStatistics c,
      @Nullable String least,
      @Nullable String median,
      @Nullable String greatest,
      Map<String, Long> shapes) {
    return new ColumnView(
        c.name(),
        c.type().name().toLowerCase(Locale.ROOT),
        c.nulls(),
        c.distinct(),
        least,
        median,
        greatest,
        c.values() instanceof Statistics.Numbers ? asNumbers(most(c.sample())) : most(c.sample()),
        shapes);
  }

  /** Numbers are sampled as they are hashed, with the last bits cut off. */
  private static Map<String, Long> asNumbers(Map<String, Long> sample) {
    var numbers = new LinkedHashMap<String, Long>();
    sample.forEach(
        (text, rows) -> numbers.merge(number(Double.parseDouble(text)), rows, Long::sum));
    return numbers;
  }

  private static double middle(List<Double> quantiles) {
    return quantiles.get(Statistics.GRID.indexOf(0.5));
  }

  private static String number(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e15
        ? String.format(Locale.ROOT, "%.0f", x)
        : new BigDecimal(x).round(new MathContext(6)).stripTrailingZeros().toString();
  }

  private static String time(Instant start, double seconds) {
    return start.plusMillis(Math.round(seconds * 1000)).toString();
  }

  /** The most frequent, the most frequent first. */
  private static Map<String, Long> most(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(FREQUENT)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, LinkedHashMap::new));
  }

  private static void tell(Console console, View view) {
    console.line(
        console.paint(Ink.STRONG, Words.safe(view.table()))
            + "  "
            + Words.count(view.rows(), "row")
            + (view.differentRows() < view.rows()
                ? ", " + Words.count(view.rows() - view.differentRows(), "row") + " repeat others"
                : ", all different"));
    var grid =
        new Grid(
            console,
            "column",
            "type",
            "missing",
            "different",
            "least",
            "median",
            "greatest",
            "frequent");
    for (var c : view.columns()) {
      grid.row(
          Grid.text(c.column()),
          Grid.text(c.type(), Ink.DIM),
          Grid.right(
              c.missing() == 0
                  ? "-"
                  : String.format(Locale.ROOT, "%.1f %%", 100.0 * c.missing() / view.rows())),
          Grid.number(c.different()),
          Grid.right(text(c.least())),
          Grid.right(text(c.median())),
          Grid.right(text(c.greatest())),
          Grid.text(Words.cut(Words.safe(String.join(", ", c.frequent().keySet())), 40), Ink.DIM));
    }
    grid.printWithHead("  ");
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
