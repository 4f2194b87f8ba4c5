package dev.prunella.heal;

import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.ProposalKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/** What people have said yes to in an incident. */
final class Consent {
  private Consent() {}

  /** Whether the last word was a yes to exactly this. */
  static boolean isGivenTo(String proposal, IncidentState incident) {
    return incident.proposed().filter(p -> p.key().equals(proposal)).isPresent()
        && !incident.answers().isEmpty()
        && incident.answers().getLast().isYes()
        && incident.answers().getLast().about().filter(proposal::equals).isPresent();
  }

  /**
   * Whether each remedy that needs a yes has got one by itself, where others came beside it that
   * need none.
   *
   * @param needed those that need one
   * @param all how many remedies there are
   */
  static boolean isGivenToParts(List<Remedy> needed, int all, IncidentState incident) {
    return needed.size() < all
        && needed.stream().noneMatch(Consent::isToRowsOfThen)
        && isGivenToEach(needed.stream().map(Remedy::wordKey).toList(), incident);
  }

  /** A yes to such a remedy is to the rows that the source had brought by then. */
  private static boolean isToRowsOfThen(Remedy remedy) {
    return remedy instanceof Remedy.Again
        || (remedy instanceof Remedy.ChangedCode changed && !changed.corrections().isEmpty());
  }

  /**
   * Whether there was a yes to each of these by itself, and since then nothing but words about what
   * came beside them. A yes is used up by what was published, and is none any more once anything
   * was taken back.
   */
  static boolean isGivenToEach(List<String> remedies, IncidentState incident) {
    if (!incident.takenBack().isEmpty()) {
      return false;
    }
    var since =
        incident.published().stream()
            .map(IncidentEvent.Published::at)
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    var yes = new HashSet<String>();
    for (var answer : incident.answers()) {
      if (answer.isYes() && answer.at().isAfter(since)) {
        answer.about().ifPresent(yes::add);
      } else if (answer.answer().filter(Answer::isBeside).isEmpty()) {
        yes.clear();
      }
    }
    return remedies.stream().allMatch(key -> yes.contains(ProposalKey.of(List.of(key))));
  }
}
