package dev.prunella.local.gc;

import dev.prunella.refs.CommitId;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.RefStore;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The commits from which everything that is needed can be reached. */
final class Roots {
  private static final int PUBLICATIONS = 1000;

  private Roots() {}

  /** The heads of all refs, and whatever refs pointed to since an instant. */
  static Set<CommitId> since(RefStore store, Instant since) {
    var recent = new LinkedHashSet<CommitId>();
    for (var move : store.movesSince(since)) {
      move.from().ifPresent(recent::add);
      move.to().ifPresent(recent::add);
    }
    for (var publication : publications(store, since)) {
      recent.add(publication.from());
      recent.add(publication.to());
    }
    // With a longer retention than last time, a move may name what was collected rightly then.
    recent.removeIf(id -> store.object(id.object()).isEmpty());
    // A ref's own head, though, must be there: its absence is damage, and the mark will say so.
    store.refs().stream().map(Ref::head).forEach(recent::add);
    return recent;
  }

  private static List<Publication> publications(RefStore store, Instant since) {
    int limit = PUBLICATIONS;
    var found = store.publications(limit);
    while (found.size() == limit
        && !found.getLast().at().isBefore(since)
        && limit < Integer.MAX_VALUE / 2) {
      limit *= 2;
      found = store.publications(limit);
    }
    return found.stream().filter(p -> !p.at().isBefore(since)).toList();
  }
}
