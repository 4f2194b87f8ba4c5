package dev.prunella.app.cli;

import dev.prunella.app.run.Intervals;
import dev.prunella.app.run.Workspace;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.RunState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs of one pipeline over many intervals, and what came of them. */
final class Backfill {
  private static final int NAMED = 3;

  private final Workspace workspace;
  private final Console console;
  private final RunChoice choice;
  private final RunChoice.Chosen chosen;
  private final String by;
  private final Clock clock;
  private boolean keepGoing;

  Backfill(
      Workspace workspace,
      Console console,
      RunChoice choice,
      RunChoice.Chosen chosen,
      String by,
      Clock clock) {
    this.workspace = workspace;
    this.console = console;
    this.choice = choice;
    this.chosen = chosen;
    this.by = by;
    this.clock = clock;
  }

  Backfill keepGoing(boolean after) {
    keepGoing = after;
    return this;
  }

  /** JSON: what came of all intervals. */
  record View(
      String pipeline,
      int intervals,
      int published,
      int unchanged,
      int failed,
      List<Passed> passedOver,
      List<RunViews.View> runs,
      boolean stopped) {}

  /** JSON: an interval for which nothing was run. */
  record Passed(String interval, String why) {}

  private record Sorted(List<DataInterval> toRun, List<Passed> passedOver) {}

  Exit run(List<DataInterval> intervals, boolean dryRun) {
    var sorted = sort(intervals);
    if (dryRun) {
      return tellPlan(sorted);
    }
    var runs = new ArrayList<RunState>();
    boolean stopped = false;
    long rows = 0;
    var began = clock.instant();
    try (var running = new Running();
        var bar = new IntervalBar(console, sorted.toRun().size())) {
      for (var interval : sorted.toRun()) {
        var state = one(interval, running);
        runs.add(state);
        rows += rows(state);
        bar.done(line(state), failed(state));
        if (failed(state)) {
          tellFailure(state);
        }
        if (running.cancellation().isCancelled() || (failed(state) && !keepGoing)) {
          stopped = runs.size() < sorted.toRun().size();
          break;
        }
      }
    }
    return answer(intervals.size(), sorted, runs, stopped, rows, began);
  }

  private Sorted sort(List<DataInterval> intervals) {
    var calendar = chosen.calendar();
    var complete =
        choice.again || !choice.select.isEmpty()
            ? java.util.Set.<DataInterval>of()
            : Intervals.complete(workspace.journal(), chosen.pipeline());
    var toRun = new ArrayList<DataInterval>();
    var passed = new ArrayList<Passed>();
    for (var interval : intervals) {
      var missing = Intervals.waitsFor(chosen.graph(), calendar, interval, workspace.arrivals());
      if (complete.contains(interval)) {
        passed.add(new Passed(calendar.label(interval), "done"));
      } else if (missing.isPresent()) {
        passed.add(new Passed(calendar.label(interval), missing.get().sentence()));
      } else {
        toRun.add(interval);
      }
    }
    return new Sorted(toRun, passed);
  }

  private RunState one(DataInterval interval, Running running) {
    var request =
        choice.request(chosen, Optional.of(interval), clock.instant(), by, "prunella backfill");
    var result =
        workspace
            .runner()
            .run(
                request,
                workspace
                    .lineage()
                    .of(chosen.pipeline(), chosen.code().project(), RunListener.nobody()),
                running.cancellation());
    return RunState.of(result.run(), workspace.journal().events(result.run()));
  }

  private static boolean failed(RunState state) {
    return !state.complete();
  }

  private static long rows(RunState state) {
    return state.done().values().stream().mapToLong(done -> done.rows()).sum();
  }

  private String line(RunState state) {
    var outcome = state.closed().map(c -> c.outcome());
    var took =
        state
            .closed()
            .map(c -> Duration.between(state.opened().at(), c.at()))
            .orElse(Duration.ZERO);
    var rows = Words.count(rows(state), "row");
    return "  "
        + state.opened().intervalLabel().orElse("")
        + "  "
        + console.paint(RunViews.ink(outcome), String.format("%-11s", RunViews.words(outcome)))
        + " ".repeat(Math.max(1, 14 - rows.length()))
        + rows
        + "  "
        + console.paint(Ink.DIM, RunViews.span(took));
  }

  private void tellFailure(RunState state) {
    if (!console.json()) {
      state.steps().values().stream()
          .filter(RunState.StepState.Failed.class::isInstance)
          .map(s -> ((RunState.StepState.Failed) s).event())
          .forEach(
              failed -> {
                console.line("    " + Words.safe(failed.table().toString()));
                RunViews.tell(console, failed.fault(), "      ");
              });
    }
  }

  private Exit tellPlan(Sorted sorted) {
    var calendar = chosen.calendar();
    var labels = sorted.toRun().stream().map(calendar::label).toList();
    record Plan(String pipeline, List<String> intervals, List<Passed> passedOver) {}
    console.answer(
        new Plan(chosen.pipeline().name(), labels, sorted.passedOver()),
        () -> {
          labels.forEach(label -> console.line("  " + label));
          console.line(Words.count(labels.size(), "interval") + " would be run");
          tellPassed(sorted.passedOver());
        });
    return Exit.OK;
  }

  private void tellPassed(List<Passed> passed) {
    for (var why : passed.stream().map(Passed::why).distinct().toList()) {
      var those = passed.stream().filter(p -> p.why().equals(why)).map(Passed::interval).toList();
      console.line(
          console.paint(
              Ink.DIM,
              "passed over "
                  + those.size()
                  + " ("
                  + why
                  + "): "
                  + String.join(", ", those.subList(0, Math.min(NAMED, those.size())))
                  + (those.size() > NAMED ? " ..." : "")));
    }
  }

  private Exit answer(
      int intervals,
      Sorted sorted,
      List<RunState> runs,
      boolean stopped,
      long rows,
      Instant began) {
    int published = count(runs, Outcome.PUBLISHED);
    int unchanged = count(runs, Outcome.UNCHANGED);
    int failed = runs.size() - published - unchanged;
    var view =
        new View(
            chosen.pipeline().name(),
            intervals,
            published,
            unchanged,
            failed,
            sorted.passedOver(),
            runs.stream().map(RunViews::view).toList(),
            stopped);
    console.answer(
        view,
        () -> {
          console.line(
              Words.count(published, "interval")
                  + " published"
                  + (unchanged > 0 ? ", " + unchanged + " unchanged" : "")
                  + (failed > 0 ? ", " + failed + " failed" : "")
                  + ": "
                  + Words.count(rows, "row")
                  + " in "
                  + RunViews.span(Duration.between(began, clock.instant())));
          tellPassed(sorted.passedOver());
          if (failed > 0) {
            console.next("prunella show " + runs.getLast().run());
          } else if (stopped) {
            console.next("the same command goes on from here");
          }
        });
    boolean interrupted = runs.stream().anyMatch(r -> count(List.of(r), Outcome.INTERRUPTED) > 0);
    return interrupted ? Exit.INTERRUPTED : failed > 0 ? Exit.HELD : Exit.OK;
  }

  private static int count(List<RunState> runs, Outcome outcome) {
    return (int)
        runs.stream()
            .filter(r -> r.closed().filter(c -> c.outcome() == outcome).isPresent())
            .count();
  }
}
