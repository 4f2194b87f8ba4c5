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
import java.util.stream.Collectors;

/**
 * A remedy that could not be proved, though nothing refutes it. It is never published unasked; a
 * person who has looked at what it makes may say that it is right. That is used once, for exactly
 * these rows, and is over when anything was taken back or is asked since.
 *
 * @param remedy its key
 * @param words what it is, for people
 * @param key what a person who trusts it says yes to; empty where it made nothing that could be
 *     looked at, and where it would change a source
 */
record Doubt(String remedy, String words, Optional<String> key) {

  /**
   * What was tried for a failure and is doubted, the newest where it is more than one.
   *
   * @param mark of the failure
   */
  static Optional<Doubt> of(List<Tried> tried, Optional<FailureMark> mark) {
    return newest(tried).stream()
        .filter(t -> t.failure().equals(mark))
        .filter(t -> !t.family().onlyRunsAgain())
        .filter(t -> t.verdict() == Verified.INCONCLUSIVE)
        .findFirst()
        // Where failures cannot be told from each other it may be another table's.
        .map(t -> new Doubt(t.key(), t.remedy(), key(t).filter(_ -> mark.isPresent())));
  }

  /**
   * What is known of each remedy, the newest first: a trial that the machine or a source has kept
   * from making anything says nothing of it.
   */
  private static List<Tried> newest(List<Tried> tried) {
    var made = new HashSet<String>();
    tried.stream().filter(t -> t.made().isPresent()).forEach(t -> made.add(t.key()));
    var seen = new HashSet<String>();
    return tried.reversed().stream()
        .filter(
            t ->
                t.verdict() != Verified.INCONCLUSIVE
                    || t.made().isPresent()
                    || !made.contains(t.key()))
        .filter(t -> seen.add(t.key()))
        .toList();
  }

  /** Whether it was trusted for other rows than it makes now. */
  boolean isOfOtherRows(IncidentState incident) {
    return incident.answers().stream()
        .filter(a -> Answer.TRUST.is(a.option()))
        .flatMap(a -> a.about().stream())
        .filter(about -> ProposalKey.remediesOf(about).contains(remedy))
        .reduce((_, last) -> last)
        .filter(about -> !key.filter(about::equals).isPresent())
        .isPresent();
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
    return trust(incident).stream()
        .flatMap(trust -> newest(incident.tried()).stream().filter(t -> isAbout(trust, t)))
        .map(Tried::key)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The newest word of that sort, with nothing after it but words that leave it. */
  private static Optional<Answered> trust(IncidentState incident) {
    if (incident.asked().isPresent()) {
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

  /** Nothing was published by it, and what was published before was taken back before. */
  private static boolean isUnused(Answered trust, IncidentState incident) {
    return incident.published().stream().allMatch(p -> p.at().isBefore(trust.at()))
        && incident.undone().filter(u -> !u.at().isBefore(trust.at())).isEmpty();
  }

  /** What was said yes to since must have been this remedy together with others. */
  private static boolean isPartOf(Set<String> yes, Answered trust) {
    return yes.isEmpty()
        || trust.about().map(ProposalKey::remediesOf).orElse(List.of()).stream()
            .anyMatch(yes::contains);
  }
}
