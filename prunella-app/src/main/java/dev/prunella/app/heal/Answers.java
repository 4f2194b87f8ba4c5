package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.HealLimits;
import dev.prunella.heal.Outside;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.people.OpenQuestion;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Verdict;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people answer: first kept, then done, so that a process that dies in between leaves nothing
 * that the next one cannot do. Thread-safe.
 */
final class Answers {
  private final Workspace workspace;
  private final Clock clock;

  Answers(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  /**
   * Keeps an answer to exactly that question. An open incident that asks nothing may be dismissed.
   *
   * @param question which of the incident's; {@link OpenQuestion#NONE} to dismiss it while nothing
   *     is asked
   * @return false where it is not open any more, or cannot be answered so: then nothing is kept
   */
  boolean take(IncidentId id, int question, String by, String option, String why) {
    return Appending.to(
        workspace.incidents(),
        id,
        events -> {
          var state = IncidentState.of(id, events);
          if (question == OpenQuestion.NONE) {
            return Optional.of(state)
                .filter(_ -> Answer.DISMISS.is(option) && mayBeDismissedUnasked(state, events))
                .map(
                    _ ->
                        new IncidentEvent.Answered(
                            clock.instant(), by, option, why, proposal(state)));
          }
          return state
              .asked()
              .filter(_ -> OpenQuestion.number(events) == question)
              .filter(asked -> asked.options().contains(option))
              .filter(_ -> !Agents.isOwn(state, by, option))
              .map(asked -> answer(state, asked, by, option, why));
        });
  }

  private static boolean mayBeDismissedUnasked(IncidentState state, List<IncidentEvent> events) {
    return state.isOpen() && state.asked().isEmpty() && !isDismissed(events);
  }

  private static Optional<String> proposal(IncidentState state) {
    return state.proposed().map(IncidentEvent.Decided::key);
  }

  private IncidentEvent.Answered answer(
      IncidentState state, IncidentEvent.Asked asked, String by, String option, String why) {
    return new IncidentEvent.Answered(
        clock.instant(),
        by,
        option,
        why,
        // In older journals a question does not say what it is about.
        asked.proposal().or(() -> proposal(state)),
        asked
            .content()
            .filter(_ -> Answer.ACCEPT.is(option))
            .map(rows -> new IncidentEvent.Rows(asked.about(), rows)));
  }

  /** Does what the answers to an open incident's questions themselves say, once. */
  void settle(IncidentState incident) {
    if (!incident.isOpen()) {
      return;
    }
    // Whatever has been asked since: what is accepted stays so.
    incident
        .answers()
        .forEach(answer -> answer.rows().ifPresent(rows -> accept(incident, answer, rows)));
    if (incident.asked().isPresent() || incident.answers().isEmpty()) {
      return;
    }
    var last = incident.answers().getLast();
    last.answer().ifPresent(said -> settle(incident, last, said));
  }

  private void settle(IncidentState incident, IncidentEvent.Answered answer, Answer said) {
    switch (said) {
      case KEEP -> keep(incident, answer);
      case DISMISS -> dismiss(incident, answer);
      // What was accepted is kept above; what else is to be done the healer does.
      case APPROVE, DENY, RETRY, ACCEPT, TRUST -> {}
    }
  }

  /**
   * A source that was amended and not published to is as before, first; unless it does not answer
   * for long, and then it is said that it may not be.
   */
  private void dismiss(IncidentState incident, IncidentEvent.Answered answer) {
    var events = workspace.incidents().events(incident.id());
    var waits =
        events.stream()
            .filter(e -> e instanceof IncidentEvent.Waiting && e.at().isAfter(answer.at()))
            .map(IncidentEvent.Waiting.class::cast)
            .toList();
    if (!waits.isEmpty() && waits.getLast().until().isAfter(clock.instant())) {
      return;
    }
    var writer = workspace.incidents().resume(incident.id());
    var outside = new Outside(new WorkspaceConnector(workspace), HealLimits.DEFAULT.look(), clock);
    boolean underWay = outside.giveUp(writer, events);
    if (!underWay || waits.size() >= HealLimits.DEFAULT.waitsBeforeAsking()) {
      var left = underWay ? "; its source does not answer: its staging may hold other values" : "";
      writer.append(
          new IncidentEvent.Closed(
              clock.instant(), IncidentEvent.End.DISMISSED, answer.why() + left));
    }
  }

  /** Whether a person has dismissed it, and nothing has come to it or was asked since. */
  static boolean isDismissed(List<IncidentEvent> events) {
    boolean dismissed = false;
    for (var event : events) {
      dismissed =
          event instanceof IncidentEvent.Answered answered
              ? Answer.DISMISS.is(answered.option())
              : dismissed
                  && !(event instanceof IncidentEvent.Joined)
                  && !(event instanceof IncidentEvent.Asked);
    }
    return dismissed;
  }

  /** Exactly the rows that were asked about are right; of others nobody has said anything. */
  private void accept(
      IncidentState incident, IncidentEvent.Answered answer, IncidentEvent.Rows rows) {
    var acceptances = workspace.acceptances();
    var label = incident.opened().label().orElse("");
    if (acceptances.of(rows.table(), label, rows.content()).isEmpty()) {
      acceptances.accept(rows.table(), label, rows.content(), answer.by(), answer.why());
    }
  }

  /**
   * The edit that was asked about is meant, in the run that was the incident's then; of others, and
   * of what has been saved since, nobody has said anything.
   */
  private void keep(IncidentState incident, IncidentEvent.Answered answer) {
    var events = workspace.incidents().events(incident.id());
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i) instanceof IncidentEvent.Asked asked) {
        var then = IncidentState.of(incident.id(), events.subList(0, i + 1)).run();
        editsOf(then, asked.about())
            .filter(edit -> workspace.keptEdits().of(asked.about(), edit).isEmpty())
            .forEach(
                edit -> workspace.keptEdits().keep(asked.about(), edit, answer.by(), answer.why()));
        return;
      }
    }
  }

  private Stream<String> editsOf(RunId run, TableName table) {
    return Optional.ofNullable(workspace.journal().state(run).judged().get(table)).stream()
        .flatMap(judged -> judged.verdicts().stream())
        .filter(Verdict::holds)
        .flatMap(v -> Optional.ofNullable(v.facts().get(EditJudge.EDIT)).stream());
  }
}
