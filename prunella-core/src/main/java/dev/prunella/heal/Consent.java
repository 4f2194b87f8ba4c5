package dev.prunella.heal;

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
        && incident.answers().getLast().option().equals(IncidentState.APPROVE)
        && incident.answers().getLast().about().filter(proposal::equals).isPresent();
  }

  /**
   * Whether there was a yes to each of these by itself, and to nothing a no since: then only
   * something that needs none has come beside them. What was published since has used it up.
   */
  static boolean isGivenToEach(List<String> remedies, IncidentState incident) {
    var since =
        incident.published().stream()
            .map(IncidentEvent.Published::at)
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    var yes = new HashSet<String>();
    for (var answer : incident.answers()) {
      if (answer.option().equals(IncidentState.DENY)) {
        yes.clear();
      } else if (answer.option().equals(IncidentState.APPROVE) && answer.at().isAfter(since)) {
        answer.about().ifPresent(yes::add);
      }
    }
    return remedies.stream().allMatch(key -> yes.contains(ProposalKey.of(List.of(key))));
  }
}
