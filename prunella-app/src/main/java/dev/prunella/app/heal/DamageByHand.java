package dev.prunella.app.heal;

import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Publication;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a person's publication did to tables that runs had made, with what was done to them by hand
 * right before.
 *
 * @param maker the run that had made the first of them
 * @param meant whether it seems to have been done on purpose
 * @param isRollback whether main went back to a state that it had had
 * @param lacking the tables of which rows may be gone that runs had published
 * @param good the tables as they were before
 * @param from the commits of which these are
 */
record DamageByHand(
    Publication publication,
    RunId maker,
    boolean meant,
    boolean isRollback,
    Set<TableName> lacking,
    Map<TableName, Entry> good,
    List<CommitId> from) {
  /** Whether rows that runs had published, or whole tables, may not be there any more. */
  boolean takenAway() {
    return isRollback || !lacking.isEmpty();
  }

  /** The commits of the good tables. */
  String fromWords() {
    return String.join(", ", from.stream().map(CommitId::brief).toList());
  }

  /** For people. */
  String words() {
    return "changed by hand in %s by %s: %s"
        .formatted(publication.to().brief(), publication.by(), publication.why());
  }
}
