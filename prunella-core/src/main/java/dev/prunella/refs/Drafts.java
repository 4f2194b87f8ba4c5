package dev.prunella.refs;

import dev.prunella.refs.RefStore.RefUpdate;
import dev.prunella.refs.RefStore.RefWrite;
import dev.prunella.refs.RefStore.Stored;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes commits that are not stored yet, and stores them together with the ref that moves. */
final class Drafts {
  private static final CommitId NOT_YET = new CommitId(new ObjectId(0, 0, 0, 0));

  private final RefStore store;
  private final ObjectReader objects;
  private final Trie trie;
  private final Clock clock;

  Drafts(RefStore store, ObjectReader objects, Trie trie, Clock clock) {
    this.store = store;
    this.objects = objects;
    this.trie = trie;
    this.clock = clock;
  }

  /** The commit that no other comes before. */
  Draft first(CommitInfo info) {
    var made = new HashMap<ObjectId, byte[]>();
    return new Draft(seal(List.of(), trie.empty(made), info, Optional.empty(), made), made);
  }

  /** The changes on top of the first parent; the code stays the first parent's, unless told. */
  Draft draft(List<Commit> parents, Map<EntryKey, Optional<Entry>> changes, CommitInfo info) {
    var made = new HashMap<ObjectId, byte[]>();
    var first = parents.getFirst();
    var root = changes.isEmpty() ? first.root() : trie.apply(first.root(), changes, made);
    var code = info.code().or(first::code);
    return new Draft(seal(parents, root, info, code, made), made);
  }

  private Commit seal(
      List<Commit> parents,
      ObjectId root,
      CommitInfo info,
      Optional<String> code,
      Map<ObjectId, byte[]> made) {
    long generation = parents.stream().mapToLong(Commit::generation).max().orElse(-1) + 1;
    var at =
        parents.stream()
            .map(p -> p.at().plus(1, ChronoUnit.MICROS))
            .reduce(now(), (a, b) -> a.isAfter(b) ? a : b);
    var ids = parents.stream().map(Commit::id).distinct().toList();
    var unsealed =
        new Commit(NOT_YET, ids, root, code, generation, at, info.author(), info.message());
    byte[] bytes = Codec.encode(unsealed);
    var id = new CommitId(ObjectId.of(bytes));
    var commit = new Commit(id, ids, root, code, generation, at, info.author(), info.message());
    made.put(id.object(), bytes);
    objects.remember(id.object(), commit);
    return commit;
  }

  /** Stores the draft and moves the ref to it; for a guarded ref that is a publication by hand. */
  Stored move(Ref ref, Draft draft, CommitInfo info) {
    var next = draft.commit().id();
    var publications =
        ref.guarded()
            ? List.of(
                new Publication(
                    ref.name(),
                    ref.head(),
                    next,
                    now(),
                    info.author(),
                    info.message(),
                    Publication.Attested.BY_HAND_UNVERIFIED))
            : List.<Publication>of();
    return write(
        draft.objects(),
        List.of(RefUpdate.move(ref, next)),
        publications,
        info.author(),
        info.message());
  }

  Stored write(
      Map<ObjectId, byte[]> made,
      List<RefUpdate> updates,
      List<Publication> publications,
      String by,
      String why) {
    return store.write(new RefWrite(made, updates, publications, now(), by, why));
  }

  /** A write that makes no commit, with what lands in journals beside it. */
  Stored write(List<RefUpdate> updates, List<Append> appends, String by, String why) {
    return store.write(new RefWrite(Map.of(), updates, List.of(), appends, now(), by, why));
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
