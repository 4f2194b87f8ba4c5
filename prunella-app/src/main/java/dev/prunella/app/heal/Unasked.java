package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Overdue;
import dev.prunella.heal.Past;
import dev.prunella.incident.Answer;
import dev.prunella.incident.Belief;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Symptom;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.Optional;

/**
 * Nothing stays withheld beyond the next interval without somebody having been asked, whatever the
 * reason: waiting that goes on, a note that says to wait, a policy that forbids everything, a look
 * that fails each time. Whoever looks at an incident ends here.
 */
record Unasked(Workspace workspace, Clock clock) {

  /** Asks the owner if nobody was asked, of this or of what it follows. */
  void look(IncidentId id) {
    var incident = workspace.incidents().state(id).orElseThrow();
    if (Overdue.is(incident, clock.instant())
        && new OwnersAndBeliefs(workspace, Past.none(), clock).askedElsewhere(incident).isEmpty()) {
      about(incident).ifPresent(table -> ask(incident, table));
    }
  }

  private void ask(IncidentState incident, TableName about) {
    workspace
        .incidents()
        .resume(incident.id())
        .append(
            new IncidentEvent.Asked(
                clock.instant(),
                OwnersAndBeliefs.ownerOf(workspace, about),
                about,
                question(incident, about)
                    + new Suspicion(workspace, clock)
                        .words(incident.id())
                        .map(words -> " " + words)
                        .orElse(""),
                incident.isByHand()
                    ? Answer.words(Answer.RETRY, Answer.DENY)
                    : Answer.words(Answer.RETRY, Answer.DISMISS)));
  }

  /** Without row values: it may go by mail. */
  private static String question(IncidentState incident, TableName about) {
    var of = incident.opened().label().map(l -> " of " + l).orElse("");
    return about
        + of
        + " is not as it should be since "
        + incident.opened().at()
        + incident.beliefs().stream().findFirst().map(b -> ": " + b.cause()).orElse("")
        + ". What is to be done?";
  }

  /** The table that is blamed; else the first that did not come through. */
  private Optional<TableName> about(IncidentState incident) {
    return incident.beliefs().stream()
        .map(Belief::blamed)
        .findFirst()
        .or(() -> incident.symptoms().stream().map(Symptom::table).findFirst())
        .or(() -> stopped(workspace.journal().state(incident.run())));
  }

  private static Optional<TableName> stopped(RunState run) {
    return run.judged().entrySet().stream()
        .filter(judged -> judged.getValue().holds())
        .map(judged -> judged.getKey())
        .findFirst()
        .or(() -> run.opened().tables().stream().findFirst());
  }
}
