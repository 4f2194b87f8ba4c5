package dev.prunella.app.heal;

import dev.prunella.app.diagnose.Corpus;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.Answer;
import dev.prunella.incident.Belief;
import dev.prunella.incident.Diagnosis;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Symptom;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Looks after incidents of runs that are not ours: says what it believes of the cause, and tells
 * the table's owner, once; where the table is only probably ours, that is said. Nothing is tried,
 * for we could not run it again.
 */
record ElsewhereCare(Workspace workspace, Clock clock) {
  private static final int MOST_WORDS = 300;

  void look(IncidentId id) {
    Appending.to(workspace.incidents(), id, events -> belief(IncidentState.of(id, events)));
    Appending.to(workspace.incidents(), id, events -> question(id, events));
  }

  private Optional<IncidentEvent.Believed> belief(IncidentState incident) {
    if (!incident.isOpen() || incident.symptoms().isEmpty()) {
      return Optional.empty();
    }
    var first = incident.symptoms().getFirst();
    if (incident.beliefs().stream().anyMatch(b -> b.blamed().equals(first.table()))) {
      return Optional.empty();
    }
    return believed(first).map(b -> new IncidentEvent.Believed(clock.instant(), b));
  }

  /** What stands in a failure's text is evidence, and never an order. */
  private static Optional<Belief> believed(Symptom symptom) {
    return Corpus.diagnoser().diagnose(symptom.message()) instanceof Diagnosis.Known known
        ? Optional.of(
            new Belief(
                known.failureClass(),
                known.cause().words(),
                known.confidence(),
                symptom.table(),
                known.evidence(),
                known.against()))
        : Optional.empty();
  }

  private Optional<IncidentEvent.Asked> question(IncidentId id, List<IncidentEvent> events) {
    var incident = IncidentState.of(id, events);
    boolean asked = events.stream().anyMatch(IncidentEvent.Asked.class::isInstance);
    if (!incident.isOpen() || asked || incident.symptoms().isEmpty() || isToldElsewhere(incident)) {
      return Optional.empty();
    }
    var run = incident.opened().outside().orElseThrow();
    var first = incident.symptoms().getFirst();
    // A name that only ends as ours does may be anybody's: that is said to whom it is asked.
    var probably = TableOfDataset.of(workspace).probably(first.table());
    // The sentence goes on after it with a full stop of its own.
    var words = first.message().lines().findFirst().orElse("").replaceFirst("[. ]+$", "");
    return Optional.of(
        new IncidentEvent.Asked(
            clock.instant(),
            OwnersAndBeliefs.ownerOf(workspace, probably.orElse(first.table())),
            first.table(),
            ("%s failed where it is not ours to run it again (job %s): %s. This ends by itself when a"
                        + " later run of the job comes through; dismiss it if none is to come.")
                    .formatted(first.table(), run.job(), cut(words))
                + probably.map(ElsewhereCare::doubt).orElse(""),
            Answer.words(Answer.DISMISS)));
  }

  private static String doubt(TableName ours) {
    return " Judged by the end of its name alone this is probably %s; dismiss it if it is not."
        .formatted(ours);
  }

  private boolean isToldElsewhere(IncidentState incident) {
    return incident
        .follows()
        .flatMap(f -> workspace.incidents().state(f.leader()))
        .filter(IncidentState::isOpen)
        .isPresent();
  }

  private static String cut(String words) {
    return words.length() > MOST_WORDS ? words.substring(0, MOST_WORDS) + " ..." : words;
  }
}
