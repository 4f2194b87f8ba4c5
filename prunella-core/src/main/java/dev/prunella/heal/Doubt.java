package dev.prunella.heal;

import dev.prunella.incident.Amendment;
import dev.prunella.incident.Answer;
import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentEvent.Answered;
import dev.prunella.incident.IncidentEvent.Tried;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.ProposalKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A remedy that could not be proved, though nothing refutes it. It is never published unasked; a
 * person who has looked at what it makes may say that it is right. That is used once, for exactly
 * these rows, and is over when anything was taken back or is asked since.
 *
 * @param words what it is, for people
 * @param key what a person who trusts it says yes to; empty where it made nothing that could be
 *     looked at, and where it would change a source
 */
record Doubt(String words, Optional<String> key) {

  /**
   * What was tried last for a failure, where that is doubted.
   *
   * @param mark of the failure
   */
  static Optional<Doubt> of(List<Tried> tried, Optional<FailureMark> mark) {
    return tried.reversed().stream()
        .filter(t -> t.failure().equals(mark))
        .filter(t -> !t.family().onlyRunsAgain())
        .findFirst()
        .filter(t -> t.verdict() == Verified.INCONCLUSIVE)
        .map(t -> new Doubt(t.remedy(), key(t)));
  }

  private static Optional<String> key(Tried tried) {
    return tried
        .made()
        .filter(_ -> tried.verdict() == Verified.INCONCLUSIVE)
        .filter(_ -> !tried.key().contains(Amendment.AS_OF))
        .map(rows -> ProposalKey.of(List.of(tried.key(), rows)));
  }

  /** Who has said of exactly what a trial has made that it is right. */
  static Optional<String> trustedBy(Tried tried, IncidentState incident) {
    return trust(incident).filter(a -> isAbout(a, tried)).map(Answered::by);
  }

  private static boolean isAbout(Answered trust, Tried tried) {
    return key(tried).isPresent() && key(tried).equals(trust.about());
  }

  /** Keys of remedies that are rehearsed once more, though they could not be proved. */
  static Set<String> trusted(IncidentState incident) {
    var trusted = new HashSet<String>();
    trust(incident)
        .ifPresent(
            trust -> {
              var newest = new HashSet<String>();
              incident.tried().reversed().stream()
                  .filter(tried -> newest.add(tried.key()) && isAbout(trust, tried))
                  .forEach(tried -> trusted.add(tried.key()));
            });
    return trusted;
  }

  /** The newest word of that sort, with nothing after it but words that leave it. */
  private static Optional<Answered> trust(IncidentState incident) {
    if (!incident.takenBack().isEmpty() || incident.asked().isPresent()) {
      return Optional.empty();
    }
    var yes = new HashSet<String>();
    for (var answer : incident.answers().reversed()) {
      if (Answer.TRUST.is(answer.option())) {
        return Optional.of(answer).filter(a -> isUnused(a, incident) && isPartOf(yes, a));
      }
      if (answer.isYes()) {
        yes.addAll(answer.about().map(ProposalKey::remediesOf).orElse(List.of()));
      } else if (answer.answer().filter(Answer::isBeside).isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isUnused(Answered trust, IncidentState incident) {
    return incident.published().stream().allMatch(p -> p.at().isBefore(trust.at()));
  }

  /** What was said yes to since must have been this remedy together with others. */
  private static boolean isPartOf(Set<String> yes, Answered trust) {
    return yes.isEmpty()
        || trust.about().map(ProposalKey::remediesOf).orElse(List.of()).stream()
            .anyMatch(yes::contains);
  }
}
