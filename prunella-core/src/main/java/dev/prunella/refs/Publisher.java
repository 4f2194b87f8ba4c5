package dev.prunella.refs;

import dev.prunella.refs.RefStore.RefUpdate;
import dev.prunella.refs.RefStore.RefWrite;
import dev.prunella.refs.RefStore.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Moves branches to heads that are ready, and keeps journals: what is recorded as it happens. */
final class Publisher {
  private final RefStore store;
  private final Resolver resolver;
  private final ObjectReader objects;
  private final Trie trie;
  private final History history;
  private final Drafts drafts;
  private final Notary notary;

  Publisher(
      RefStore store,
      Resolver resolver,
      ObjectReader objects,
      Trie trie,
      History history,
      Drafts drafts,
      Notary notary) {
    this.store = store;
    this.resolver = resolver;
    this.objects = objects;
    this.trie = trie;
    this.history = history;
    this.drafts = drafts;
    this.notary = notary;
  }

  Advance advance(
      Ref ref,
      CommitId expected,
      CommitId next,
      Optional<Reads> reads,
      Publication.Attested attested,
      String by,
      String why,
      List<Append> appends) {
    var branch = ref.name();
    if (!ref.head().equals(expected)) {
      return moved(ref);
    }
    // Asked of the store itself: a commit that was only ever drafted here is nobody else's.
    if (store.object(next.object()).isEmpty()) {
      return new Advance.Conflict(expected, List.of(), next + " is not in the lake");
    }
    if (!history.isAncestor(expected, next)) {
      return new Advance.Conflict(
          expected, List.of(), next + " does not descend from '" + branch + "'");
    }
    var changed = reads.map(r -> changedSince(r, objects.commit(expected))).orElse(List.of());
    if (!changed.isEmpty()) {
      return new Advance.Conflict(expected, changed, "what was read has changed since");
    }
    var publication = new Publication(branch, expected, next, drafts.now(), by, why, attested);
    var entries = new ArrayList<>(appends);
    entries.addAll(notary.attest(publication, appends));
    var write =
        new RefWrite(
            Map.of(),
            List.of(RefUpdate.move(ref, next)),
            List.of(publication),
            entries,
            publication.at(),
            by,
            why);
    return switch (store.write(write)) {
      case Stored.Written _ -> new Advance.Published(publication);
      case Stored.Unknown(var reason) -> new Advance.Unknown(next, reason);
      case Stored.Stale(var refs, var streams) when refs.isEmpty() ->
          new Advance.Overtaken(streams);
      case Stored.Stale _ -> moved(resolver.ref(branch));
    };
  }

  private static Advance.Conflict moved(Ref now) {
    return new Advance.Conflict(now.head(), List.of(), "'" + now.name() + "' has moved");
  }

  Appended append(String by, List<Append> appends) {
    if (appends.isEmpty()) {
      return new Appended.Written(List.of());
    }
    var write = RefWrite.ofAppends(appends, drafts.now(), by);
    return switch (store.write(write)) {
      case Stored.Written _ -> new Appended.Written(write.entries());
      case Stored.Stale(var _, var streams) -> new Appended.Overtaken(streams);
      case Stored.Unknown(var reason) -> new Appended.Unknown(reason);
    };
  }

  private List<EntryKey> changedSince(Reads reads, Commit now) {
    var then = objects.commit(reads.at());
    return reads.entries().stream()
        .filter(key -> !trie.get(then.root(), key).equals(trie.get(now.root(), key)))
        .sorted()
        .toList();
  }
}
