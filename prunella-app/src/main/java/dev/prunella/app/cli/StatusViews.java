package dev.prunella.app.cli;

import dev.prunella.app.run.Status;
import dev.prunella.app.run.Status.OpenRun;
import dev.prunella.app.run.Status.PipelineStatus;
import dev.prunella.app.run.Status.State;
import dev.prunella.app.run.Status.TableStatus;
import dev.prunella.app.run.Status.Why;
import dev.prunella.heal.HealingEvent;
import dev.prunella.pipeline.Coverage.Reason;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a project's state is told: first whether anybody must do something, then what readers see.
 */
final class StatusViews {
  /** So many fresh tables are listed; more are counted. */
  private static final int MOST_FRESH = 5;

  private static final int MOST_NAMED = 6;
  private static final int MOST_INTERVALS = 3;

  /** A line of a fault is cut here, so that it stays one line of a terminal. */
  private static final int MOST_COLUMNS = 90;

  private StatusViews() {}

  /** JSON: the whole. */
  record View(
      String project,
      CommitId main,
      long fresh,
      long stale,
      long outdated,
      long olderCode,
      long neverBuilt,
      List<PipelineView> pipelines,
      List<TableView> tables,
      List<WaitingView> waiting,
      List<String> unmade,
      List<OpenView> open,
      PauseCommand.View healing,
      boolean further) {}

  /** JSON: a pipeline and its newest run. */
  record PipelineView(
      String name,
      @Nullable String run,
      @Nullable String interval,
      @Nullable Outcome outcome,
      @Nullable String sentence,
      @Nullable Instant at,
      @Nullable Instant next) {}

  /** JSON: a table that a step makes. */
  record TableView(
      String table,
      State state,
      @Nullable Long rows,
      @Nullable String through,
      @Nullable String writtenBy,
      @Nullable Instant writtenAt,
      @Nullable Instant since,
      @Nullable String failedRun,
      @Nullable List<String> intervals,
      @Nullable String step,
      @Nullable String fault,
      @Nullable String why,
      @Nullable OutdatedView outdated) {}

  /** JSON: why a table is not what a run would make now. */
  record OutdatedView(Reason reason, String step, List<String> intervals) {}

  /** JSON: an interval whose run did not find a source's files. */
  record WaitingView(String source, @Nullable String interval, String run, boolean hasCome) {}

  /** JSON: a run that is not over; {@code working} or {@code killed}. */
  record OpenView(
      String run,
      String pipeline,
      @Nullable String interval,
      Instant began,
      String state,
      @Nullable String worker) {}

  static View view(String project, Status status, Optional<HealingEvent.Paused> paused) {
    return new View(
        project,
        status.main().id(),
        count(status, State.FRESH),
        count(status, State.STALE),
        count(status, State.OUTDATED),
        count(status, State.OLDER_CODE),
        count(status, State.NEVER_BUILT),
        status.pipelines().stream().map(StatusViews::view).toList(),
        status.tables().stream().map(StatusViews::view).toList(),
        status.waiting().stream()
            .map(
                w ->
                    new WaitingView(
                        w.source().toString(),
                        w.interval().orElse(null),
                        w.run().toString(),
                        w.hasCome()))
            .toList(),
        status.unmade().stream().map(TableName::toString).toList(),
        status.open().stream().map(StatusViews::view).toList(),
        PauseCommand.View.of(paused),
        status.further());
  }

  private static PipelineView view(PipelineStatus p) {
    return new PipelineView(
        p.name(),
        p.run().map(Object::toString).orElse(null),
        p.interval().orElse(null),
        p.outcome().orElse(null),
        p.sentence().isEmpty() ? null : p.sentence(),
        p.at().orElse(null),
        p.next().orElse(null));
  }

  private static TableView view(TableStatus t) {
    var why = t.why();
    return new TableView(
        t.table().toString(),
        t.state(),
        t.rows().orElse(null),
        t.through().orElse(null),
        t.writtenBy().map(Object::toString).orElse(null),
        t.writtenAt().orElse(null),
        why.map(Why::since).orElse(null),
        why.map(w -> w.run().toString()).orElse(null),
        why.map(Why::intervals).orElse(null),
        why.map(w -> w.step().toString()).orElse(null),
        why.flatMap(Why::fault).map(StatusViews::line).orElse(null),
        why.map(Why::sentence).orElse(null),
        t.outdated()
            .map(o -> new OutdatedView(o.reason(), o.step().toString(), o.intervals()))
            .orElse(null));
  }

  private static OpenView view(OpenRun run) {
    return new OpenView(
        run.run().toString(),
        run.pipeline(),
        run.label().orElse(null),
        run.began(),
        run.worker().isPresent() ? "working" : "killed",
        run.worker().orElse(null));
  }

  private static long count(Status status, State state) {
    return status.tables().stream().filter(t -> t.state() == state).count();
  }

  static void tell(Console console, String project, Status status, boolean all) {
    headline(console, project, status);
    readers(console, status, all);
    causes(console, status);
    StatusReasons.tell(console, status);
    runs(console, status);
    next(console, status);
  }

  private static void headline(Console console, String project, Status status) {
    long stale = count(status, State.STALE);
    long never = count(status, State.NEVER_BUILT);
    long tables = status.tables().size();
    long killed = status.open().stream().filter(r -> r.worker().isEmpty()).count();
    long older = count(status, State.OLDER_CODE);
    var said = new ArrayList<String>();
    if (stale > 0) {
      said.add(console.paint(Ink.BAD, stale + " of " + Words.count(tables, "table") + " STALE"));
    }
    long outdated = count(status, State.OUTDATED);
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
    var needs = why.step().equals(table.table()) ? "" : ", needs " + why.step();
    return "since " + console.ago(why.since()) + needs;
  }

  private static void names(Console console, String what, List<TableName> names, Ink ink) {
    if (!names.isEmpty()) {
      var some = names.stream().limit(MOST_NAMED).map(TableName::toString).toList();
      console.line(
          "  "
              + console.paint(ink, what)
              + "  "
              + Words.safe(String.join(", ", some))
              + (names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : ""));
    }
  }

  /** Each cause once, whatever number of tables it holds up. */
  private static void causes(Console console, Status status) {
    var causes = new LinkedHashMap<String, Why>();
    status.tables().stream()
        .flatMap(t -> t.why().stream())
        .forEach(why -> causes.putIfAbsent(why.run() + " " + why.step(), why));
    for (var why : causes.values()) {
      console.line(
          console.paint(Ink.DIM, "because")
              + "  "
              + console.paint(Ink.STRONG, Words.safe(why.step().toString()))
              + " failed in "
              + console.paint(Ink.NAME, why.run().toString())
              + intervals(why.intervals())
              + ": "
              + why.sentence());
      why.fault().ifPresent(fault -> console.line("         " + detail(console, fault)));
    }
  }

  private static String detail(Console console, Fault fault) {
    var place = fault.place().map(p -> Words.safe(p.toString()) + "  ").orElse("");
    var room = Math.max(MOST_COLUMNS / 2, MOST_COLUMNS - Words.width(place));
    return console.paint(Ink.NAME, place) + Words.cut(firstLine(fault), room);
  }

  private static String intervals(List<String> intervals) {
    return intervals.isEmpty()
        ? ""
        : ", without "
            + String.join(", ", intervals.stream().limit(MOST_INTERVALS).toList())
            + (intervals.size() > MOST_INTERVALS
                ? " and " + (intervals.size() - MOST_INTERVALS) + " more"
                : "");
  }

  /** A fault in one line. */
  private static String line(Fault fault) {
    var first = firstLine(fault);
    return fault.kind().words() + (first.isEmpty() ? "" : ": " + first);
  }

  private static String firstLine(Fault fault) {
    return fault
        .message()
        .lines()
        .map(String::strip)
        .filter(l -> !l.isEmpty())
        .findFirst()
        .map(Words::safe)
        .orElse("");
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
                    Grid.text(
                        RunViews.words(pipeline.outcome()), RunViews.ink(pipeline.outcome())));
  }

  private static Grid.Cell state(OpenRun run) {
    return run.worker().isPresent() ? Grid.text("working", Ink.GOOD) : Grid.text("killed", Ink.BAD);
  }

  private static void next(Console console, Status status) {
    var killed =
        status.open().stream().filter(r -> r.worker().isEmpty()).map(OpenRun::run).findFirst();
    var failed = status.tables().stream().flatMap(t -> t.why().stream()).map(Why::run).findFirst();
    var run = killed.or(() -> failed);
    if (run.isPresent()) {
      console.next("prunella resume " + run.get() + "   |   prunella show " + run.get());
    } else if (StatusReasons.next(status).isPresent()) {
      console.next(StatusReasons.next(status).get());
    } else if (status.open().isEmpty()
        && status.tables().stream().anyMatch(t -> t.state() == State.NEVER_BUILT)) {
      console.next(firstRun(status).orElse("prunella run"));
    }
  }

  private static Optional<String> firstRun(Status status) {
    return status.pipelines().size() > 1
        ? status.pipelines().stream()
            .filter(p -> p.run().isEmpty())
            .map(p -> "prunella run " + p.name())
            .findFirst()
        : Optional.empty();
  }
}
