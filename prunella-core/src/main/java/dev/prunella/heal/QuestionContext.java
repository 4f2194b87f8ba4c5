package dev.prunella.heal;

import dev.prunella.incident.Belief;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import java.util.Optional;

/** Who is asked, and what is believed where no remedy helps. */
public interface QuestionContext {
  /** Who answers for a finding's table. */
  Optional<String> ownerOf(Finding finding);

  /** The likeliest cause by what was seen; empty where nobody can say. */
  Optional<Belief> beliefOf(Finding finding);

  /** What whoever is asked about an incident should know besides the question. */
  default Optional<String> besides(IncidentId incident) {
    return Optional.empty();
  }

  /** Where the same cause is asked about already; empty where it is not, or for too long. */
  default Optional<IncidentId> askedElsewhere(IncidentState incident) {
    return Optional.empty();
  }
}
