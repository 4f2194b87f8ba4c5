package dev.prunella.app.cli;

import dev.prunella.app.view.Worker;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.RunState.StepState;
import dev.prunella.pipeline.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A run as a page of text: what became of it, of each step, and what to do next. */
final class RunStory {
  private static final int MOST_OUTPUT_LINES = 20;

  private RunStory() {}

  /**
   * Tells it.
   *
   * @param evidence those of its branches that are still there
   */
  static void tell(Console console, RunState state, Worker worker, List<String> evidence) {
    var opened = state.opened();
    console.line(
        console.paint(Ink.STRONG, state.run().toString())
            + "  "
            + Words.safe(opened.pipeline())
            + opened.intervalLabel().map(l -> "  " + l).orElse("")
            + "  "
            + console.paint(
                RunViews.ink(state, worker), worker.words(state).toUpperCase(Locale.ROOT)));
    var facts = new Grid(console);
    fact(facts, "outcome", worker.sentence(state));
    fact(facts, "began", console.when(opened.at()) + " (" + console.ago(opened.at()) + ")");
    fact(facts, "by", opened.by() + (opened.why().isEmpty() ? "" : ", " + opened.why()));
    for (var attempt : state.tries()) {
      fact(
          facts,
          "attempt " + attempt.attempt(),
          attempt.why() + ", from main at " + attempt.base().brief());
    }
    state.lastTry().ifPresent(attempt -> fact(facts, "code", attempt.code().origin()));
    state
        .published()
        .ifPresent(
            p ->
                fact(
                    facts,
                    "published",
                    p.commit().brief()
                        + ": "
                        + p.tables().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining(", "))));
    facts.print("");
    console.line(console.paint(Ink.DIM, "steps"));
    steps(console, state);
    warnings(console, state);
    state.steps().values().stream()
        .filter(StepState.Failed.class::isInstance)
        .map(s -> ((StepState.Failed) s).event())
        .forEach(
            failed -> {
              console.line("");
              console.line(console.paint(Ink.BAD, Words.safe(failed.table().toString())));
              RunViews.tell(console, failed.fault(), "  ");
              output(console, failed.fault());
            });
    if (!state.complete()) {
      evidence(console, state, evidence);
    }
  }

  private static void warnings(Console console, RunState state) {
    state
        .judged()
        .forEach(
            (table, judged) ->
                judged.verdicts().stream()
                    .filter(verdict -> verdict.standing() == Verdict.Standing.WARNED)
                    .forEach(
                        verdict ->
                            console.line(
                                "  "
                                    + console.paint(Ink.CAUTION, "warning ")
                                    + Words.safe(
                                        table
                                            + " "
                                            + verdict.rule()
                                            + ": "
                                            + verdict.sentence()))));
  }

  /** What a program printed last; while it ran, it was shown line by line. */
  private static void output(Console console, Fault fault) {
    var lines = fault.facts().getOrDefault("output", "").lines().toList();
    if (!lines.isEmpty()) {
      console.line(console.paint(Ink.DIM, "  it printed"));
      lines
          .subList(Math.max(0, lines.size() - MOST_OUTPUT_LINES), lines.size())
          .forEach(line -> console.line("    " + Words.safe(line)));
    }
  }

  private static void steps(Console console, RunState state) {
    var grid = new Grid(console);
    state
        .steps()
        .forEach(
            (table, step) -> {
              var name = Grid.text(table.toString());
              switch (step) {
                case StepState.Waiting() -> grid.row(name, Grid.text("waiting", Ink.DIM));
                case StepState.Working _ -> grid.row(name, Grid.text("working", Ink.CAUTION));
                case StepState.Cancelled() -> grid.row(name, Grid.text("ended", Ink.CAUTION));
                case StepState.Skipped(var e) ->
                    grid.row(name, Grid.text("skipped: " + e.inWords(), Ink.CAUTION));
                case StepState.Reused(var e) ->
                    grid.row(name, Grid.text("as it was", Ink.DIM), Grid.text(e.why(), Ink.DIM));
                case StepState.Failed(var e) ->
                    grid.row(
                        name,
                        Grid.text(RunViews.ending(e.fault()), Ink.BAD),
                        Grid.text(e.fault().kind().words()),
                        Grid.right(RunViews.span(e.took())));
                case StepState.Done(var e) ->
                    grid.row(
                        name,
                        e.changedNothing()
                            ? Grid.text("nothing new", Ink.DIM)
                            : Grid.text("done", Ink.GOOD),
                        Grid.text(
                            e.changedNothing()
                                ? ""
                                : Words.count(e.rows(), "row") + RunViews.leftOut(e)),
                        Grid.right(RunViews.span(e.took())));
              }
            });
    grid.print("  ");
  }

  private static void fact(Grid grid, String name, String value) {
    grid.row(Grid.text(name, Ink.DIM), Grid.text(value));
  }

  private static void evidence(Console console, RunState state, List<String> branches) {
    console.line("");
    console.line(
        console.paint(
            Ink.DIM,
            branches.isEmpty()
                ? "what it computed has been removed since"
                : "what it computed is kept: prunella sql \"select ...\" --at "
                    + branches.getLast()));
    console.next("prunella resume " + state.run());
  }
}
