package dev.prunella.app.cli;

import dev.prunella.app.view.RunJson;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.Verdict;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells a person what a run does while it does it: a line for each step that has ended, and for the
 * one that takes long a bar, or where nobody watches a line from time to time.
 */
final class RunPrinter implements RunListener {
  private static final int MOST_LOG_COLUMNS = 160;

  private final Console console;
  private final Graph graph;
  private final int width;
  private final LiveBar bar;
  private final Heartbeat heartbeat;
  private final Map<String, Long> rows = new HashMap<>();
  private Optional<Instant> began = Optional.empty();

  RunPrinter(Console console, Graph graph) {
    this(console, graph, Heartbeat.Pace.USUAL);
  }

  RunPrinter(Console console, Graph graph, Heartbeat.Pace pace) {
    this.heartbeat = new Heartbeat(pace, this::goesOn);
    this.console = console;
    this.graph = graph;
    this.bar = new LiveBar(console);
    this.width =
        graph.tables().stream().mapToInt(t -> Words.width(t.toString())).max().orElse(0) + 2;
  }

  /** Before the event is told, so that no line says of a step that it works when it has ended. */
  private void beat(RunEvent event) {
    switch (event) {
      case RunEvent.StepBegan step -> {
        if (!console.watched()) {
          heartbeat.began(step.table().toString());
        }
      }
      case RunEvent.StepDone step -> heartbeat.ended(step.table().toString());
      case RunEvent.StepReused step -> heartbeat.ended(step.table().toString());
      case RunEvent.StepFailed step -> heartbeat.ended(step.table().toString());
      case RunEvent.StepCancelled step -> heartbeat.ended(step.table().toString());
      case RunEvent.Closed _ -> heartbeat.stop();
      case RunEvent.Opened _,
          RunEvent.AttemptBegan _,
          RunEvent.StepJudged _,
          RunEvent.StepSkipped _,
          RunEvent.Overtaken _,
          RunEvent.Published _ -> {}
    }
  }

  private synchronized void goesOn(String table, Duration since) {
    if (!heartbeat.goesOn(table)) {
      return;
    }
    long so = rows.getOrDefault(table, 0L);
    step(
        TableName.parse(table),
        console.paint(
            Ink.DIM,
            "at work for " + RunViews.span(since) + (so > 0 ? ", " + Words.count(so, "row") : "")));
  }

  @Override
  public synchronized void happened(RunId run, RunEvent event) {
    beat(event);
    switch (event) {
      case RunEvent.Opened opened -> {
        began = Optional.of(opened.at());
        line(
            console.paint(Ink.STRONG, run.toString())
                + "  "
                + Words.safe(opened.pipeline())
                + opened.intervalLabel().map(label -> "  " + label).orElse(""));
      }
      case RunEvent.AttemptBegan attempt -> {
        if (attempt.attempt() > 1) {
          line(console.paint(Ink.DIM, "  " + attempt.why() + ": on branch " + attempt.branch()));
        }
      }
      case RunEvent.StepBegan step -> bar.show(step.table().toString());
      case RunEvent.StepDone step -> done(step);
      case RunEvent.StepJudged step -> judged(step);
      case RunEvent.StepReused step ->
          step(step.table(), console.paint(Ink.DIM, "as it was: " + step.why()));
      case RunEvent.StepFailed step -> {
        step(
            step.table(),
            console.paint(Ink.BAD, RunViews.ending(step.fault()))
                + "  "
                + RunViews.span(step.took()));
        RunViews.tell(console, step.fault(), "      ");
      }
      case RunEvent.StepSkipped step ->
          step(step.table(), console.paint(Ink.CAUTION, "skipped: " + step.inWords()));
      case RunEvent.StepCancelled step -> step(step.table(), console.paint(Ink.CAUTION, "ended"));
      case RunEvent.Overtaken overtaken ->
          line(
              console.paint(
                  Ink.CAUTION,
                  "  main has changed in "
                      + overtaken.changed().getFirst()
                      + (overtaken.changed().size() > 1
                          ? " and " + (overtaken.changed().size() - 1) + " more"
                          : "")
                      + ": what rests on it is computed again"));
      case RunEvent.Published _ -> {}
      case RunEvent.Closed closed -> closed(run, closed);
    }
  }

  private void done(RunEvent.StepDone step) {
    var rows = Words.count(step.rows(), "row");
    var text =
        step.changedNothing()
            ? console.paint(Ink.DIM, "nothing new")
            : " ".repeat(Math.max(0, 14 - rows.length())) + rows + RunViews.leftOut(step);
    step(step.table(), text + "  " + console.paint(Ink.DIM, RunViews.span(step.took())));
  }

  /** What passes needs no line; what holds has its own, as a step that is held. */
  private void judged(RunEvent.StepJudged step) {
    for (var verdict : step.verdicts()) {
      if (verdict.standing() == Verdict.Standing.WARNED) {
        step(
            step.table(),
            console.paint(Ink.CAUTION, "warning: ")
                + Words.safe(verdict.rule() + ": " + verdict.sentence()));
      }
    }
  }

  private void closed(RunId run, RunEvent.Closed closed) {
    var outcome = Optional.of(closed.outcome());
    var took =
        began.map(from -> " in " + RunViews.span(Duration.between(from, closed.at()))).orElse("");
    line(
        console.paint(RunViews.ink(outcome), RunJson.words(outcome))
            + ": "
            + Words.safe(closed.sentence())
            + took);
    switch (closed.outcome()) {
      case PUBLISHED, UNCHANGED -> {}
      case PUBLISHED_IN_PART, HELD, FAILED, INTERRUPTED, TRIED -> {
        boolean part = closed.outcome() == RunEvent.Outcome.PUBLISHED_IN_PART;
        line(
            console.paint(Ink.DIM, "main keeps its last good data" + (part ? " of the rest" : "")));
        console.next(
            "prunella resume "
                + run
                + "   |   prunella show "
                + run
                + (closed.outcome().isTrouble() ? "   |   prunella heal" : ""));
      }
    }
    console.out().flush();
  }

  private void step(TableName table, String what) {
    var name = Words.safe(table.toString());
    var kind = graph.step(table).map(Step::kind).orElse("");
    line(
        "  "
            + name
            + " ".repeat(Math.max(1, width - Words.width(name)))
            + console.paint(Ink.DIM, String.format("%-8s", kind))
            + what);
  }

  private void line(String text) {
    bar.hide();
    console.line(text);
    console.out().flush();
  }

  @Override
  public synchronized void progress(RunId run, TableName table, long rows, double share) {
    this.rows.put(table.toString(), rows);
    bar.progress(table.toString(), rows, share);
  }

  @Override
  public synchronized void log(RunId run, TableName table, String text) {
    line(
        console.paint(
            Ink.DIM, "    " + table + " | " + Words.cut(Words.safe(text), MOST_LOG_COLUMNS)));
  }
}
