package dev.prunella.app.cli;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.run.Checking;
import dev.prunella.app.run.Workspace;
import dev.prunella.contract.CheckReport;
import dev.prunella.contract.Slice;
import dev.prunella.contract.Stop;
import dev.prunella.local.LocalLake;
import dev.prunella.local.contract.DuckDbChecker;
import dev.prunella.refs.Commit;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella check}. */
@Command(
    name = "check",
    description = {
      "Hold tables against what their contracts promise, and dbt's tests.",
      "Reads only. It ends with exit code 9 when anything with severity error is not kept."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella check                       every table that has a contract",
      "  prunella check orders",
      "  prunella check orders --at try/fix-7",
      "  prunella check orders --interval 2026-11-22",
      "With an interval, its rows are looked at; uniqueness against all rows, queries and freshness over the whole table.",
      "JSON fields: commit, kept, tables: [table, rows, checks: [id, outcome, severity, dimension, measured, expected,",
      "reason, place, failingRows, sample: [columns, rows], all]], absent."
    })
final class CheckCommand extends WorkspaceCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "TABLE",
      description = "Such as orders or sales.orders; all that have a contract if left out.")
  @Nullable String table;

  @Option(
      names = "--at",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String at = Ref.MAIN;

  @Option(
      names = "--interval",
      paramLabel = "INTERVAL",
      description = "Only its rows, such as 2026-11-22.")
  @Nullable String interval;

  @Override
  Exit run(Workspace workspace, Console console) {
    var project = workspace.codeTrees().now().project();
    var lake = workspace.lake();
    var commit = lake.lake().resolve(at);
    var checking = new Checking(project, new DuckDbChecker(lake));
    var reports = new ArrayList<CheckReport>();
    var absent = new ArrayList<TableName>();
    for (var name : tables(project, lake, commit)) {
      if (lake.table(commit, name.key()).isEmpty() && table == null) {
        absent.add(name);
      } else {
        reports.add(report(checking, commit, name, console));
      }
    }
    var view = CheckViews.view(commit, reports, absent);
    console.answer(view, () -> CheckViews.tell(console, view));
    return view.kept() ? Exit.OK : Exit.HELD;
  }

  private List<TableName> tables(LoadedProject project, LocalLake lake, Commit commit) {
    var known = project.checkedTables();
    if (table == null) {
      if (known.isEmpty()) {
        throw new Failure(
            Exit.NOT_FOUND,
            "no-contract",
            "no table of this project has a contract",
            "prunella contract infer TABLE -o contracts/TABLE.odcs.yaml writes a first one");
      }
      return List.copyOf(known);
    }
    var wanted = TableName.of(Tables.name(table));
    return List.of(
        known.stream()
            .filter(wanted::matches)
            .findFirst()
            .orElseThrow(() -> unpromised(wanted, project, lake, commit)));
  }

  /** A table that is there, one that is still to be made, or none at all. */
  private static Failure unpromised(
      TableName wanted, LoadedProject project, LocalLake lake, Commit commit) {
    if (lake.lake().entry(commit, wanted.key()).isPresent()) {
      return new Failure(
          Exit.NOT_FOUND,
          "no-contract",
          "table " + wanted + " has no contract",
          "prunella contract infer " + wanted + " shows a first one");
    }
    if (project.graph().tables().stream().anyMatch(wanted::matches)) {
      return new Failure(
          Exit.NOT_FOUND,
          "no-contract",
          "table " + wanted + " has no contract, and is not made yet",
          "prunella run makes it");
    }
    var names = new TreeSet<String>();
    project.checkedTables().forEach(t -> names.add(t.toString()));
    project.graph().tables().forEach(t -> names.add(t.toString()));
    Tables.all(lake, commit).keySet().forEach(key -> names.add(key.toString()));
    return new Failure(
        Exit.NOT_FOUND,
        "no-such-table",
        "there is no table "
            + wanted
            + DidYouMean.among(names, wanted.toString())
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(""),
        "prunella table list");
  }

  private CheckReport report(Checking checking, Commit commit, TableName name, Console console) {
    var slice = slice(checking, name);
    try (var work = new LongWork(console, "checking " + name)) {
      Stop stop =
          end -> {
            work.onInterrupt(end);
            return () -> work.onInterrupt(() -> {});
          };
      return checking.check(commit, name, slice, stop);
    }
  }

  private Optional<Slice> slice(Checking checking, TableName name) {
    var wanted = interval;
    if (wanted == null) {
      return Optional.empty();
    }
    var calendar = checking.calendar(name);
    var slice = calendar.flatMap(c -> checking.slice(name, RunChoice.parse(c, wanted), c));
    if (slice.isEmpty() && table != null) {
      throw Failure.usage(
          "the rows of " + name + " do not belong to intervals", "leave out --interval");
    }
    return slice;
  }
}
