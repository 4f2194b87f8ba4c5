package dev.prunella.app.cli;

import dev.prunella.app.run.Status;
import dev.prunella.app.run.Status.OpenRun;
import dev.prunella.app.run.Status.PipelineStatus;
import dev.prunella.app.run.Status.State;
import dev.prunella.app.run.Status.TableStatus;
import dev.prunella.app.run.Status.Why;
import dev.prunella.app.view.Few;
import dev.prunella.app.view.RunJson;
import dev.prunella.app.view.StatusJson;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a project's state is told: first whether anybody must do something, then what readers see.
 */
final class StatusViews {
  /** So many fresh tables are listed; more are counted. */
  private static final int MOST_FRESH = 5;

  private static final int MOST_NAMED = 6;

  private StatusViews() {}

  /** What people are asked, each in a line. */
  private static void asked(Console console, List<StatusJson.AskedView> asked) {
    for (var one : asked.stream().limit(MOST_NAMED).toList()) {
      console.line(
          console.paint(Ink.CAUTION, "asked")
              + "  "
              + console.paint(Ink.NAME, one.incident())
              + "  "
              + Words.safe(Optional.ofNullable(one.to()).orElse("whoever looks after it"))
              + " about "
              + Words.safe(one.table())
              + (one.interval() == null ? "" : " of " + Words.safe(one.interval()))
              + console.paint(Ink.DIM, ", " + console.ago(one.at())));
    }
    if (asked.size() > MOST_NAMED) {
      console.line(
          console.paint(
              Ink.DIM,
              "and " + (asked.size() - MOST_NAMED) + " more; prunella questions lists them"));
    }
  }

  static void tell(
      Console console,
      String project,
      Status status,
      List<StatusJson.AskedView> asked,
      boolean all) {
    headline(console, project, status);
    readers(console, status, all);
    StatusCauses.tell(console, status);
    asked(console, asked);
    StatusReasons.tell(console, status);
    runs(console, status);
    StatusNext.of(status).ifPresent(console::next);
  }

  private static void headline(Console console, String project, Status status) {
    long stale = StatusJson.count(status, State.STALE);
    long never = StatusJson.count(status, State.NEVER_BUILT);
    long tables = status.tables().size();
    long killed = status.open().stream().filter(r -> r.worker().isEmpty()).count();
    long older = StatusJson.count(status, State.OLDER_CODE);
    var said = new ArrayList<String>();
    if (stale > 0) {
      said.add(console.paint(Ink.BAD, stale + " of " + Words.count(tables, "table") + " STALE"));
    }
    long outdated = StatusJson.count(status, State.OUTDATED);
    if (outdated > 0) {
      said.add(
          console.paint(
              Ink.CAUTION, outdated + " of " + Words.count(tables, "table") + " OUTDATED"));
    }
    if (never > 0) {
      said.add(console.paint(Ink.CAUTION, Words.count(never) + " not built yet"));
    }
    if (killed > 0) {
      said.add(console.paint(Ink.BAD, Words.count(killed, "run was", "runs were") + " killed"));
    }
    if (said.isEmpty()) {
      said.add(
          tables == 0
              ? "no step makes a table yet"
              : console.paint(Ink.GOOD, older == 0 ? "all fresh" : "nothing is missing")
                  + console.paint(Ink.DIM, ": " + Words.count(tables, "table")));
    }
    if (older > 0) {
      said.add(console.paint(Ink.CAUTION, older + " by older code"));
    }
    console.line(
        console.paint(Ink.STRONG, Words.safe(project))
            + "  "
            + String.join(", ", said)
            + console.paint(
                Ink.DIM,
                "   main is at "
                    + status.main().id().brief()
                    + ", "
                    + console.ago(status.main().at())));
  }

  /** What readers see of each table. */
  private static void readers(Console console, Status status, boolean all) {
    var grid = new Grid(console);
    int fresh = 0;
    for (var table : status.tables()) {
      switch (table.state()) {
        case STALE -> row(console, grid, table, Grid.text("STALE", Ink.BAD));
        case OUTDATED -> row(console, grid, table, Grid.text("OUTDATED", Ink.CAUTION));
        case OLDER_CODE -> row(console, grid, table, Grid.text("older code", Ink.CAUTION));
        case FRESH -> {
          if (all || fresh++ < MOST_FRESH) {
            row(console, grid, table, Grid.text("fresh", Ink.GOOD));
          }
        }
        case NEVER_BUILT -> {}
      }
    }
    grid.print("  ");
    if (!all && fresh > MOST_FRESH) {
      console.line(
          "  "
              + console.paint(Ink.GOOD, "fresh")
              + console.paint(
                  Ink.DIM, "  and " + (fresh - MOST_FRESH) + " more tables; --all lists them"));
    }
    names(
        console,
        "not built yet",
        status.tables().stream()
            .filter(t -> t.state() == State.NEVER_BUILT)
            .map(TableStatus::table)
            .toList(),
        Ink.CAUTION);
    names(console, "no step makes", status.unmade(), Ink.DIM);
  }

  private static void row(Console console, Grid grid, TableStatus table, Grid.Cell state) {
    grid.row(
        state,
        Grid.text(table.table().toString(), Ink.NAME),
        Grid.text(table.through().map(t -> "to " + t).orElse("")),
        Grid.right(table.rows().map(n -> Words.count(n, "row")).orElse("")),
        Grid.text(
            table.writtenBy().map(Object::toString).orElse("by hand")
                + table
                    .writtenAt()
                    .filter(_ -> table.state() == State.FRESH)
                    .map(at -> ", " + console.ago(at))
                    .orElse(""),
            Ink.DIM),
        Grid.text(table.why().map(w -> since(console, table, w)).orElse(""), Ink.CAUTION));
  }

  private static String since(Console console, TableStatus table, Why why) {
    var step = why.newest().step();
    var needs = step.equals(table.table()) ? "" : ", needs " + step;
    return "since " + console.ago(why.since()) + needs;
  }

  private static void names(Console console, String what, List<TableName> names, Ink ink) {
    if (!names.isEmpty()) {
      console.line("  " + console.paint(ink, what) + "  " + Words.safe(Few.of(names, MOST_NAMED)));
    }
  }

  private static void runs(Console console, Status status) {
    var grid = new Grid(console);
    for (var pipeline : status.pipelines()) {
      grid.row(
          Grid.text("pipeline", Ink.DIM),
          Grid.text(pipeline.name(), Ink.STRONG),
          Grid.text(pipeline.interval().orElse("")),
          outcome(pipeline, status),
          Grid.text(
              pipeline.run().map(Object::toString).orElse("")
                  + pipeline.at().map(at -> ", " + console.ago(at)).orElse(""),
              Ink.DIM),
          Grid.text(pipeline.next().map(at -> "next " + console.when(at)).orElse(""), Ink.DIM));
    }
    for (var run : status.open()) {
      grid.row(
          Grid.text("open", Ink.DIM),
          Grid.text(run.pipeline(), Ink.STRONG),
          Grid.text(run.label().orElse("")),
          state(run),
          Grid.text(run.run() + ", began " + console.ago(run.began()), Ink.DIM),
          Grid.text(run.worker().orElse("nobody works on it"), Ink.DIM));
    }
    grid.print("");
    if (status.further()) {
      console.line(
          console.paint(Ink.DIM, "older runs were not looked at; prunella runs lists them"));
    }
  }

  private static Grid.Cell outcome(PipelineStatus pipeline, Status status) {
    var open =
        status.open().stream().filter(r -> pipeline.run().filter(r.run()::equals).isPresent());
    return pipeline.run().isEmpty()
        ? Grid.text("never run", Ink.CAUTION)
        : open.findFirst()
            .map(StatusViews::state)
            .orElseGet(
                () ->
                    Grid.text(RunJson.words(pipeline.outcome()), RunViews.ink(pipeline.outcome())));
  }

  private static Grid.Cell state(OpenRun run) {
    return run.worker().isPresent() ? Grid.text("working", Ink.GOOD) : Grid.text("killed", Ink.BAD);
  }
}
