package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.HealLimits;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Symptom;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs that were killed again and again: what they died at, and whom to ask. */
final class LeftRuns {
  private LeftRuns() {}

  /** The steps at which it died; where that is not known, all that it had not made. */
  static List<Symptom> symptoms(RunState run) {
    var at = new ArrayList<TableName>();
    var waiting = new ArrayList<TableName>();
    run.steps()
        .forEach(
            (table, step) -> {
              switch (step) {
                case RunState.StepState.Working _ -> at.add(table);
                case RunState.StepState.Waiting _ -> waiting.add(table);
                case RunState.StepState.Done _,
                    RunState.StepState.Reused _,
                    RunState.StepState.Failed _,
                    RunState.StepState.Skipped _,
                    RunState.StepState.Cancelled _ -> {}
              }
            });
    var blamed = at.isEmpty() ? waiting : at;
    return blamed.stream()
        .map(t -> new Symptom(t, Fault.Kind.PROCESS_FAILED, sentence(run, !at.isEmpty())))
        .toList();
  }

  /** For people. */
  static String sentence(RunState run, boolean atIt) {
    return "its process has died in each of %d attempts, the last %s"
        .formatted(
            Math.max(1, run.attempts()), atIt ? "while this was made" : "before this was made");
  }

  /** Whether a run has no end, and no process is at it. */
  static boolean isLeft(Workspace workspace, RunState run) {
    return run.closed().isEmpty() && !workspace.presence().atWork(run.run());
  }

  /** Asks about an incident that a run came to, unless that was done. */
  static void askOnce(Workspace workspace, Clock clock, IncidentId id, RunId run) {
    var incident = workspace.incidents().state(id).orElseThrow();
    if (incident.isOpen()
        && incident.asked().isEmpty()
        && !wasAsked(workspace.incidents().events(id), run)) {
      question(incident).ifPresent(question -> ask(workspace, clock, incident, question));
    }
  }

  private static boolean wasAsked(List<IncidentEvent> events, RunId since) {
    boolean asked = false;
    for (var event : events) {
      asked =
          event instanceof IncidentEvent.Asked
              || (asked
                  && !(event instanceof IncidentEvent.Joined joined && joined.run().equals(since)));
    }
    return asked;
  }

  /** Asks about the first table of an incident, once. */
  static void ask(Workspace workspace, Clock clock, IncidentState incident, String question) {
    var table = incident.symptoms().getFirst().table();
    var now = clock.instant();
    var owner = OwnersAndBeliefs.ownerOf(workspace, table);
    var writer = workspace.incidents().resume(incident.id());
    writer.append(
        new IncidentEvent.Asked(
            now, owner, table, question, Answer.words(Answer.RETRY, Answer.DISMISS)));
    writer.append(
        new IncidentEvent.Waiting(
            now, now.plus(HealLimits.DEFAULT.lateLook()), "it is left to people"));
  }

  static Optional<String> question(IncidentState incident) {
    return incident.symptoms().stream()
        .findFirst()
        .map(
            s ->
                s.table()
                    + incident.opened().label().map(l -> " of " + l).orElse("")
                    + " could not be made: "
                    + s.message()
                    + ". What is to be done?");
  }
}
