package dev.prunella.local.runs;

import dev.prunella.pipeline.RunEvent;
import java.util.Arrays;
import java.util.Optional;

/** What an event is called in the journal. The names never change. */
enum EventKind {
  OPENED("run opened"),
  ATTEMPT_BEGAN("attempt began"),
  STEP_BEGAN("step began"),
  STEP_DONE("step done"),
  STEP_JUDGED("step judged"),
  STEP_REUSED("step reused"),
  STEP_FAILED("step failed"),
  STEP_SKIPPED("step skipped"),
  STEP_CANCELLED("step cancelled"),
  OVERTAKEN("overtaken"),
  PUBLISHED("published"),
  CLOSED("run closed");

  private final String text;

  EventKind(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  static EventKind of(RunEvent event) {
    return switch (event) {
      case RunEvent.Opened _ -> OPENED;
      case RunEvent.AttemptBegan _ -> ATTEMPT_BEGAN;
      case RunEvent.StepBegan _ -> STEP_BEGAN;
      case RunEvent.StepDone _ -> STEP_DONE;
      case RunEvent.StepJudged _ -> STEP_JUDGED;
      case RunEvent.StepReused _ -> STEP_REUSED;
      case RunEvent.StepFailed _ -> STEP_FAILED;
      case RunEvent.StepSkipped _ -> STEP_SKIPPED;
      case RunEvent.StepCancelled _ -> STEP_CANCELLED;
      case RunEvent.Overtaken _ -> OVERTAKEN;
      case RunEvent.Published _ -> PUBLISHED;
      case RunEvent.Closed _ -> CLOSED;
    };
  }

  static Optional<EventKind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
  }
}
