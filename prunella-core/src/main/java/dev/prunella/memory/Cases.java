package dev.prunella.memory;

import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentId;
import java.util.List;
import java.util.Optional;

/** All incidents of a lake that ended, as what there is to be learnt of them. Thread-safe. */
public interface Cases {

  /** One of them, or one that has not ended yet. */
  Optional<Case> find(IncidentId id);

  /** The newest, newest first. */
  List<Case> newest(int most);

  /** Those in which a remedy was tried against exactly this failure, the newest first. */
  List<Case> of(FailureMark failure);

  /** Those that bear on a failure, the most alike first. */
  List<Match> similarTo(Query query, int most);

  /**
   * A case that was found.
   *
   * @param likeness of the failures alone, from 0 to 1; 1 is the same signature
   * @param score by which it was ranked: with what both have in common beside, and how it ended
   */
  record Match(Case found, double likeness, double score) {}
}
