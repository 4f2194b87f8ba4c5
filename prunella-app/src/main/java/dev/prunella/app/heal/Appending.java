package dev.prunella.app.heal;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Appends to an incident what fits how it stands then, though others write to it as well. */
final class Appending {
  /** So often it is tried anew. */
  private static final int MOST_TRIES = 5;

  private Appending() {}

  /**
   * Appends.
   *
   * @param entry by all that the incident has so far; empty where nothing fits
   * @return whether it was appended
   * @throws LakeException {@link Problem#CONFLICT} where others were quicker each time
   */
  static boolean to(
      IncidentJournal journal,
      IncidentId id,
      Function<List<IncidentEvent>, Optional<? extends IncidentEvent>> entry) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      // In this order: what comes between the two makes the entry not fit.
      var writer = journal.resume(id);
      var wanted = entry.apply(journal.events(id));
      if (wanted.isEmpty()) {
        return false;
      }
      try {
        writer.append(wanted.get());
        return true;
      } catch (LakeException e) {
        if (e.problem() != Problem.CONFLICT || tries == MOST_TRIES - 1) {
          throw e;
        }
      }
    }
    return false;
  }
}
