package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.run.Intervals;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.RunJson;
import dev.prunella.pipeline.Coverage;
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
import java.util.Set;

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
      List<Passed> again,
      List<Passed> passedOver,
      List<RunJson.View> runs,
      boolean stopped) {}

  /** JSON: an interval for which nothing was run, or for which a run is due again. */
  record Passed(String interval, String why) {}

  /**
   * The intervals that were asked for.
   *
   * @param dueAgain of those that are run, which were published before, and why they are not done
   */
  private record Sorted(List<DataInterval> toRun, List<Passed> dueAgain, List<Passed> passedOver) {}

  Exit run(List<DataInterval> intervals, boolean dryRun) {
    var sorted = sort(intervals);
    if (dryRun) {
      return tellPlan(sorted);
    }
    ByHand.tell(console, new Healing(workspace, clock), chosen.graph().tables());
    var runs = new ArrayList<RunState>();
    if (!console.json()) {
      tellByReason(sorted.dueAgain(), "again ");
    }
    boolean stopped = false;
    long rows = 0;
    var began = clock.instant();
    try (var running = new Running(console.interrupts());
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
    RunCommand.settled(console, workspace, clock, runs);
    return answer(intervals.size(), sorted, runs, stopped, rows, began);
  }

  private Sorted sort(List<DataInterval> intervals) {
    var calendar = chosen.calendar();
    boolean all = choice.again || !choice.select.isEmpty();
    var coverage =
        Intervals.coverage(
            workspace, chosen.pipeline(), all ? _ -> false : Set.copyOf(intervals)::contains);
    var toRun = new ArrayList<DataInterval>();
    var again = new ArrayList<Passed>();
    var passed = new ArrayList<Passed>();
    for (var interval : intervals) {
      var label = calendar.label(interval);
      var standing = all ? new Coverage.Standing.Missing() : coverage.of(interval);
      if (!standing.isDue()) {
        passed.add(new Passed(label, CoverageWords.passedOver(standing)));
        continue;
      }
      var missing = Intervals.waitsFor(chosen.graph(), calendar, interval, workspace.arrivals());
      if (missing.isPresent()) {
        passed.add(new Passed(label, missing.get().sentence()));
        continue;
      }
      toRun.add(interval);
      if (standing instanceof Coverage.Standing.Outdated outdated) {
        again.add(new Passed(label, CoverageWords.why(outdated)));
      }
    }
    return new Sorted(toRun, again, passed);
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
    return workspace.journal().state(result.run());
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
        + console.paint(RunViews.ink(outcome), String.format("%-11s", RunJson.words(outcome)))
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
    record Plan(
        String pipeline, List<String> intervals, List<Passed> again, List<Passed> passedOver) {}
    console.answer(
        new Plan(chosen.pipeline().name(), labels, sorted.dueAgain(), sorted.passedOver()),
        () -> {
          labels.forEach(label -> console.line("  " + label));
          console.line(Words.count(labels.size(), "interval") + " would be run");
          tellByReason(sorted.dueAgain(), "again ");
          tellByReason(sorted.passedOver(), "passed over ");
        });
    return Exit.OK;
  }

  private void tellByReason(List<Passed> passed, String verb) {
    for (var why : passed.stream().map(Passed::why).distinct().toList()) {
      var those = passed.stream().filter(p -> p.why().equals(why)).map(Passed::interval).toList();
      console.line(
          console.paint(
              Ink.DIM,
              verb
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
            sorted.dueAgain(),
            sorted.passedOver(),
            runs.stream().map(RunJson::view).toList(),
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
          tellByReason(sorted.passedOver(), "passed over ");
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
