package dev.prunella.heal;

import dev.prunella.heal.Planner.Planned;
import dev.prunella.incident.Amendment;
import dev.prunella.incident.Answer;
import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.ProposalKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A remedy that could not be proved, though nothing refutes it. It is never published unasked; a
 * person who has looked at it may say that it is right, for exactly the rows for which it was
 * tried.
 *
 * @param remedy its key
 * @param words what it is, for people
 * @param content of the rows that it was tried for; empty where they cannot be known again, or
 *     where it would change a source: then nobody is asked to trust it
 */
record Doubt(String remedy, String words, Optional<String> content) {

  /**
   * What was tried last for a finding, where that is doubted.
   *
   * @param mark of the finding's failure
   */
  static Optional<Doubt> of(
      List<IncidentEvent.Tried> tried, Finding finding, Optional<FailureMark> mark) {
    return tried.reversed().stream()
        .filter(t -> t.failure().equals(mark))
        .filter(t -> !t.family().onlyRunsAgain())
        .findFirst()
        .filter(t -> t.verdict() == IncidentEvent.Verified.INCONCLUSIVE)
        .map(
            t ->
                new Doubt(
                    t.key(),
                    t.remedy(),
                    Question.accepts(finding).filter(_ -> !t.key().contains(Amendment.AS_OF))));
  }

  /** What a person who trusts it says yes to. */
  Optional<String> key() {
    return content.map(rows -> key(remedy, rows));
  }

  private static String key(String remedy, String content) {
    return ProposalKey.of(List.of(remedy, content));
  }

  /** Who has said, as the last word, that this is right for exactly these rows. */
  static Optional<String> trustedBy(Planned planned, IncidentState incident) {
    return Question.accepts(planned.finding())
        .map(rows -> key(planned.remedy().key(), rows))
        .flatMap(key -> trust(incident).filter(a -> a.about().filter(key::equals).isPresent()))
        .map(IncidentEvent.Answered::by);
  }

  /** Keys of remedies that are rehearsed once more, though they could not be proved. */
  static Set<String> trusted(IncidentState incident) {
    return trust(incident)
        .flatMap(IncidentEvent.Answered::about)
        .map(about -> Set.copyOf(ProposalKey.remediesOf(about)))
        .orElse(Set.of());
  }

  private static Optional<IncidentEvent.Answered> trust(IncidentState incident) {
    return incident.answers().isEmpty()
        ? Optional.empty()
        : Optional.of(incident.answers().getLast())
            .filter(a -> Answer.TRUST.is(a.option()))
            // It is used up by what was published.
            .filter(a -> incident.published().stream().noneMatch(p -> p.at().isAfter(a.at())));
  }
}
