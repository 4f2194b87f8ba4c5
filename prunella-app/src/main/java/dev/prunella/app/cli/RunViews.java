package dev.prunella.app.cli;

import dev.prunella.app.view.Worker;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.pipeline.RunState;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** How runs are told, the same in all commands. */
final class RunViews {
  private RunViews() {}

  /** Said behind the number of rows, where some were left out. */
  static String leftOut(RunEvent.StepDone step) {
    return step.leftOut() == 0 ? "" : ", " + step.leftOut() + " left out";
  }

  /** {@code 0.12 s}, {@code 3 min 20 s}. */
  static String span(Duration took) {
    return took.toSeconds() < 60
        ? String.format(Locale.ROOT, "%.2f s", took.toMillis() / 1000.0)
        : took.toMinutes() + " min " + took.toSecondsPart() + " s";
  }

  /** Of a run that may not be over. */
  static Ink ink(RunState run, Worker worker) {
    return worker.over()
        ? ink(run.closed().map(RunEvent.Closed::outcome))
        : worker.process().isPresent() ? Ink.GOOD : Ink.BAD;
  }

  static Ink ink(Optional<Outcome> outcome) {
    return outcome
        .map(
            o ->
                switch (o) {
                  case PUBLISHED, UNCHANGED -> Ink.GOOD;
                  case PUBLISHED_IN_PART, INTERRUPTED, TRIED -> Ink.CAUTION;
                  case HELD, FAILED -> Ink.BAD;
                })
        .orElse(Ink.CAUTION);
  }

  /** How a step ended that made nothing for main. */
  static String ending(Fault fault) {
    return fault.kind() == Fault.Kind.HELD ? "HELD" : "FAILED";
  }

  /** A fault as lines under its step: what, where, next. */
  static void tell(Console console, Fault fault, String indent) {
    var place = fault.place().map(p -> Words.safe(p.toString()) + "  ").orElse("");
    console.line(indent + console.paint(Ink.NAME, place) + fault.kind().words());
    fault
        .message()
        .lines()
        .limit(12)
        .forEach(line -> console.line(indent + "  " + Words.safe(line)));
    if (!fault.next().isEmpty()) {
      console.line(indent + console.paint(Ink.DIM, "next: " + Words.safe(fault.next())));
    }
  }
}
