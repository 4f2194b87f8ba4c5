package dev.prunella.app.cli;

import dev.prunella.contract.CheckReport;
import dev.prunella.contract.CheckResult;
import dev.prunella.contract.CheckResult.Outcome;
import dev.prunella.contract.Severity;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What checking came to, for people and machines. */
final class CheckViews {
  private CheckViews() {}

  /** JSON: all of it. */
  record View(CommitId commit, boolean kept, List<TableView> tables, List<String> absent) {}

  record TableView(String table, long rows, List<CheckView> checks) {}

  /**
   * JSON: one check.
   *
   * @param outcome passed, failed or broken
   */
  record CheckView(
      String id,
      String outcome,
      Severity severity,
      String dimension,
      String description,
      @Nullable String measured,
      String expected,
      @Nullable String reason,
      String place,
      long failingRows,
      @Nullable SampleView sample,
      @Nullable String all) {}

  record SampleView(List<String> columns, List<List<@Nullable String>> rows) {}

  static View view(Commit commit, List<CheckReport> reports, List<TableName> absent) {
    return new View(
        commit.id(),
        reports.stream().allMatch(r -> r.holding().isEmpty()),
        reports.stream()
            .map(
                r ->
                    new TableView(
                        r.table().toString(),
                        r.rows(),
                        r.results().stream().map(CheckViews::view).toList()))
            .toList(),
        absent.stream().map(TableName::toString).toList());
  }

  private static CheckView view(CheckResult result) {
    return switch (result.outcome()) {
      case Outcome.Passed(var measured) -> view(result, "passed", measured, null, 0, null, null);
      case Outcome.Broken(var reason) -> view(result, "broken", null, reason, 0, null, null);
      case Outcome.Failed failed ->
          view(
              result,
              "failed",
              failed.measured(),
              null,
              failed.rows(),
              failed.sample().rows().isEmpty() ? null : sample(failed.sample()),
              failed.all().orElse(null));
    };
  }

  private static CheckView view(
      CheckResult result,
      String outcome,
      @Nullable String measured,
      @Nullable String reason,
      long rows,
      @Nullable SampleView sample,
      @Nullable String all) {
    var check = result.check();
    return new CheckView(
        check.id(),
        outcome,
        check.severity(),
        check.dimension().word(),
        check.description(),
        measured,
        check.expected(),
        reason,
        check.place().toString(),
        rows,
        sample,
        all);
  }

  private static SampleView sample(CheckResult.Sample sample) {
    var rows = new ArrayList<List<@Nullable String>>();
    for (var row : sample.rows()) {
      var values = new ArrayList<@Nullable String>();
      for (Optional<String> value : row) {
        values.add(value.orElse(null));
      }
      rows.add(values);
    }
    return new SampleView(sample.columns(), rows);
  }

  static void tell(Console console, View view) {
    for (var table : view.tables()) {
      tell(console, table);
    }
    for (var table : view.absent()) {
      console.line(
          Words.safe(table)
              + "  "
              + console.paint(Ink.DIM, "is not in commit " + view.commit().brief()));
    }
  }

  private static void tell(Console console, TableView table) {
    var bad = table.checks().stream().filter(c -> !c.outcome().equals("passed")).toList();
    boolean held = bad.stream().anyMatch(c -> c.severity() == Severity.ERROR);
    var word =
        bad.isEmpty()
            ? console.paint(Ink.GOOD, "kept")
            : held ? console.paint(Ink.BAD, "NOT KEPT") : console.paint(Ink.CAUTION, "warned");
    console.line(
        console.paint(Ink.STRONG, Words.safe(table.table()))
            + "  "
            + word
            + "  "
            + Words.count(table.rows(), "row")
            + ", "
            + Words.count(table.checks().size(), "check")
            + (bad.isEmpty() ? "" : ", " + bad.size() + " of them not passed"));
    bad.forEach(check -> tell(console, check));
  }

  private static void tell(Console console, CheckView check) {
    var ink = check.severity() == Severity.ERROR ? Ink.BAD : Ink.CAUTION;
    console.line(
        "  "
            + console.paint(ink, check.outcome().toUpperCase(Locale.ROOT))
            + "  "
            + Words.safe(check.id())
            + "  "
            + Words.safe(check.description())
            + console.paint(Ink.DIM, "  " + Words.safe(check.place())));
    if (check.reason() != null) {
      check.reason().lines().forEach(line -> console.line("    " + Words.safe(line)));
      return;
    }
    console.line(
        "    found "
            + Words.safe(String.valueOf(check.measured()))
            + ", expected "
            + Words.safe(check.expected()));
    var sample = check.sample();
    if (sample != null) {
      var grid = new Grid(console, sample.columns().toArray(String[]::new));
      for (var row : sample.rows()) {
        var cells = new ArrayList<Grid.Cell>();
        for (var value : row) {
          cells.add(value == null ? Grid.text("null", Ink.DIM) : Grid.text(Words.cut(value, 40)));
        }
        grid.row(cells);
      }
      grid.print("    ");
      if (sample.rows().size() < check.failingRows()) {
        console.line(console.paint(Ink.DIM, "    ... of " + Words.count(check.failingRows())));
      }
    }
    if (check.all() != null) {
      console.line(console.paint(Ink.DIM, "    all: " + Words.safe(oneLine(check.all()))));
    }
  }

  private static String oneLine(String sql) {
    return sql.strip().replaceAll("\\s+", " ");
  }
}
