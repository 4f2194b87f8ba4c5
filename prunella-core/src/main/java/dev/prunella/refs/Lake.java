package dev.prunella.refs;

import dev.prunella.refs.CommitResult.Clash;
import dev.prunella.refs.RefStore.RefUpdate;
import dev.prunella.refs.RefStore.Stored;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All tables, versioned together: branches, commits, merges, publications.
 *
 * <p>Every change of a branch is one compare-and-set in the store. A guarded branch ({@code main})
 * moves only by a publication, which is recorded in the same transaction; what a person writes to
 * it directly is recorded as 'by hand, unverified'. Thread-safe; any number of processes may stand
 * before one store.
 */
public final class Lake {
  private final RefStore store;
  private final Clock clock;
  private final Limits limits;
  private final ObjectReader objects;
  private final Trie trie;
  private final History history;
  private final Planner planner;
  private final Resolver resolver;
  private final Drafts drafts;
  private final Publisher publisher;

  public Lake(RefStore store, Clock clock, Limits limits) {
    this(store, clock, limits, Notary.nobody());
  }

  /** A lake whose publications somebody vouches for. */
  public Lake(RefStore store, Clock clock, Limits limits, Notary notary) {
    this.store = store;
    this.clock = clock;
    this.limits = limits;
    this.objects = new ObjectReader(store, limits.cachedObjects());
    this.trie = new Trie(objects);
    this.history = new History(objects);
    this.planner = new Planner(history, trie);
    this.resolver = new Resolver(store, objects, history);
    this.drafts = new Drafts(store, objects, trie, clock);
    this.publisher = new Publisher(store, resolver, objects, trie, history, drafts, notary);
  }

  /** Makes the first commit and {@code main}, unless they are there. */
  public void init() {
    if (store.ref(Ref.MAIN).isPresent()) {
      return;
    }
    var first = drafts.first(CommitInfo.by("prunella", "an empty lake"));
    var main = RefUpdate.create(Ref.branch(Ref.MAIN, first.commit().id()));
    // Stale means that another process was quicker, which is as good.
    switch (drafts.write(first.objects(), List.of(main), List.of(), "prunella", "init")) {
      case Stored.Written _, Stored.Stale _ -> {}
      case Stored.Unknown(var reason) -> throw unknown(Ref.MAIN, reason);
    }
  }

  // ---- reading

  public RefStore store() {
    return store;
  }

  public Ref ref(String name) {
    return resolver.ref(name);
  }

  public Commit head(String ref) {
    return objects.commit(ref(ref).head());
  }

  public Commit commit(CommitId id) {
    return objects.commit(id);
  }

  /** The commit stored under an address, if what is stored there is a commit. */
  public Optional<Commit> findCommit(ObjectId id) {
    return objects.isCommit(id)
        ? Optional.of(objects.commit(new CommitId(id)))
        : Optional.<Commit>empty();
  }

  /** The commit that a revision means; see {@link Revision}. */
  public Commit resolve(String revision) {
    return resolver.resolve(Revision.parse(revision));
  }

  public Optional<Entry> entry(Commit commit, EntryKey key) {
    return trie.get(commit.root(), key);
  }

  /** Visits every entry of a commit, in no particular order. */
  public void entries(Commit commit, BiConsumer<EntryKey, Entry> visitor) {
    trie.visit(commit.root(), visitor);
  }

  /** Visits the entries below those objects of a commit's trie that {@code enter} lets in. */
  public void entries(
      Commit commit, Predicate<ObjectId> enter, BiConsumer<EntryKey, Entry> visitor) {
    trie.visit(commit.root(), enter, visitor);
  }

  /** Visits the entries that differ, in no particular order; costs as much as differs. */
  public void diff(Commit before, Commit after, Consumer<Difference> visitor) {
    trie.diff(before.root(), after.root(), visitor);
  }

  /** A branch's own past, newest first. */
  public Stream<Commit> log(CommitId from) {
    return history.firstParents(from);
  }

  /** All ancestors and the commit itself, newest first. */
  public Stream<Commit> ancestors(CommitId from) {
    return history.ancestors(from);
  }

  public boolean isAncestor(CommitId old, CommitId young) {
    return history.isAncestor(old, young);
  }

  /** Visits the objects of a commit's trie; {@code enter} says whether to look below one. */
  public void visitObjects(Commit commit, Predicate<ObjectId> enter) {
    trie.visitNodes(commit.root(), enter);
  }

  // ---- refs

  /** Creates a branch; costs the same for any number of tables and any size of data. */
  public Ref createBranch(String name, Commit at, String by) {
    return create(Ref.branch(name, at.id()), by, List.of());
  }

  /** The same, with an entry of a journal that lands with it or not at all. */
  public Ref createBranch(String name, Commit at, String by, Append also) {
    return create(Ref.branch(name, at.id()), by, List.of(also));
  }

  public Ref createTag(String name, Commit at, String by) {
    return create(Ref.tag(name, at.id()), by, List.of());
  }

  private Ref create(Ref ref, String by, List<Append> also) {
    resolver.requireRetained(ref.head(), clock.instant().minus(limits.retention()));
    settle(
        ref.name(),
        drafts.write(List.of(RefUpdate.create(ref)), also, by, "created"),
        () ->
            new LakeException(
                Problem.REF_EXISTS, "there is already a branch or tag '" + ref.name() + "'"));
    return ref;
  }

  /** Deletes a branch or tag; its commits stay nameable for the time of retention. */
  public Ref delete(String name, String by) {
    var ref = unguarded(name, "deleted");
    settle(
        name,
        drafts.write(Map.of(), List.of(RefUpdate.delete(ref)), List.of(), by, "deleted"),
        () -> moved(name));
    return ref;
  }

  public Ref rename(String from, String to, String by) {
    var old = unguarded(from, "renamed");
    var young = new Ref(to, old.kind(), old.head(), false);
    if (to.equals(Ref.MAIN)) {
      throw new LakeException(Problem.GUARDED, "no branch can be renamed to '" + to + "'");
    }
    settle(
        from,
        drafts.write(
            Map.of(),
            List.of(RefUpdate.delete(old), RefUpdate.create(young)),
            List.of(),
            by,
            "renamed from " + from + " to " + to),
        () ->
            store.ref(to).isPresent()
                ? new LakeException(
                    Problem.REF_EXISTS, "there is already a branch or tag '" + to + "'")
                : moved(from));
    return young;
  }

  private Ref unguarded(String name, String verb) {
    var ref = ref(name);
    if (ref.guarded()) {
      throw new LakeException(Problem.GUARDED, "'" + name + "' is protected: it cannot be " + verb);
    }
    return ref;
  }

  // ---- changing

  /** Changes entries of a branch, all or none. Tries again when others changed other entries. */
  public CommitResult commit(String branch, Collection<Change> changes, CommitInfo info) {
    return commit(branch, head -> changes, info);
  }

  /**
   * As {@link #commit(String, Collection, CommitInfo)}, with changes that rest on more of the head
   * than the entries that they name: {@code plan} is asked anew for each head that is tried, and
   * what it throws ends the commit before anything is written.
   */
  public CommitResult commit(
      String branch, Function<Commit, ? extends Collection<Change>> plan, CommitInfo info) {
    for (int tries = 0; tries < limits.commitTries(); tries++) {
      var ref = branch(branch);
      var head = objects.commit(ref.head());
      var changes = plan.apply(head);
      var clashes =
          changes.stream()
              .map(c -> new Clash(c.key(), entry(head, c.key())))
              .filter(c -> !expected(changes, c).holdsFor(c.found()))
              .toList();
      if (!clashes.isEmpty()) {
        return new CommitResult.Conflict(clashes);
      }
      var next = new LinkedHashMap<EntryKey, Optional<Entry>>();
      changes.forEach(c -> next.put(c.key(), c.next()));
      var draft = drafts.draft(List.of(head), next, info);
      if (draft.commit().root().equals(head.root()) && draft.commit().code().equals(head.code())) {
        return new CommitResult.Committed(head);
      }
      switch (drafts.move(ref, draft, info)) {
        case Stored.Written _ -> {
          return new CommitResult.Committed(draft.commit());
        }
        case Stored.Unknown(var reason) -> {
          return new CommitResult.Unknown(draft.commit().id(), reason);
        }
        case Stored.Stale _ -> {}
      }
    }
    throw busy(branch);
  }

  private static Change.Expected expected(Collection<Change> changes, Clash clash) {
    return changes.stream()
        .filter(c -> c.key().equals(clash.key()))
        .findFirst()
        .orElseThrow()
        .expected();
  }

  /** What merging {@code from} into {@code into} would do. */
  public MergePlan planMerge(String from, String into, TableMerger tables) {
    return planner.merge(resolve(from), objects.commit(branch(into).head()), tables);
  }

  /**
   * Merges the whole lake in one commit. Into a guarded branch the merge is a person's own: the
   * publication is recorded as unverified.
   */
  public MergeResult merge(String from, String into, TableMerger tables, CommitInfo info) {
    var source = resolve(from);
    return combine(into, info, List.of(source), head -> planner.merge(source, head, tables));
  }

  /**
   * Makes the merge of two commits a branch of its own, a candidate to be verified and then
   * published by {@link #advance}.
   */
  public MergeResult candidate(
      String name, Commit source, Commit target, TableMerger tables, CommitInfo info) {
    return switch (planner.merge(source, target, tables)) {
      case MergePlan.UpToDate() -> new MergeResult.UpToDate(target.id());
      case MergePlan.Conflicted(var _, var conflicts) -> new MergeResult.Conflicted(conflicts);
      case MergePlan.FastForward(var to, var changed) -> {
        create(Ref.branch(name, to), info.author(), List.of());
        yield new MergeResult.Merged(objects.commit(to), changed);
      }
      case MergePlan.Combine(var _, var changes) -> {
        var draft = drafts.draft(List.of(target, source), changes, info);
        var ref = RefUpdate.create(Ref.branch(name, draft.commit().id()));
        yield switch (drafts.write(
            draft.objects(), List.of(ref), List.of(), info.author(), info.message())) {
          case Stored.Written _ ->
              new MergeResult.Merged(draft.commit(), List.copyOf(changes.keySet()));
          case Stored.Unknown(var reason) -> new MergeResult.Unknown(draft.commit().id(), reason);
          case Stored.Stale _ ->
              throw new LakeException(
                  Problem.REF_EXISTS, "there is already a branch or tag '" + name + "'");
        };
      }
    };
  }

  /**
   * Makes changes of a commit a branch of their own in one write: a candidate to be published by
   * {@link #advance}.
   */
  public Commit candidate(
      String name, Commit base, Map<EntryKey, Optional<Entry>> changes, CommitInfo info) {
    var draft = drafts.draft(List.of(base), changes, info);
    var ref = RefUpdate.create(Ref.branch(name, draft.commit().id()));
    settle(
        name,
        drafts.write(draft.objects(), List.of(ref), List.of(), info.author(), info.message()),
        () ->
            new LakeException(
                Problem.REF_EXISTS, "there is already a branch or tag '" + name + "'"));
    return draft.commit();
  }

  /** What {@link #rollback} would do. */
  public MergePlan planRollback(String branch, Commit from, Commit to) {
    return planner.rollback(from, to, objects.commit(branch(branch).head()));
  }

  /**
   * Undoes, as a new commit, what happened after {@code from} up to and including {@code to}; keeps
   * later changes of other entries, and refuses where the same entry was changed later.
   */
  public MergeResult rollback(String branch, Commit from, Commit to, CommitInfo info) {
    return combine(branch, info, List.of(), head -> planner.rollback(from, to, head));
  }

  private MergeResult combine(
      String branch, CommitInfo info, List<Commit> otherParents, Function<Commit, MergePlan> plan) {
    for (int tries = 0; tries < limits.commitTries(); tries++) {
      var ref = branch(branch);
      var head = objects.commit(ref.head());
      Draft draft;
      List<EntryKey> changed;
      switch (plan.apply(head)) {
        case MergePlan.UpToDate() -> {
          return new MergeResult.UpToDate(head.id());
        }
        case MergePlan.Conflicted(var _, var conflicts) -> {
          return new MergeResult.Conflicted(conflicts);
        }
        case MergePlan.FastForward(var to, var keys) -> {
          draft = new Draft(objects.commit(to), Map.of());
          changed = keys;
        }
        case MergePlan.Combine(var _, var changes) -> {
          if (changes.isEmpty() && otherParents.isEmpty()) {
            return new MergeResult.UpToDate(head.id());
          }
          var parents = new ArrayList<>(List.of(head));
          parents.addAll(otherParents);
          draft = drafts.draft(parents, changes, info);
          changed = changes.keySet().stream().sorted().toList();
        }
      }
      switch (drafts.move(ref, draft, info)) {
        case Stored.Written _ -> {
          return new MergeResult.Merged(draft.commit(), changed);
        }
        case Stored.Unknown(var reason) -> {
          return new MergeResult.Unknown(draft.commit().id(), reason);
        }
        case Stored.Stale _ -> {}
      }
    }
    throw busy(branch);
  }

  // ---- publishing

  /**
   * Moves a branch to a head that is ready, if the branch still stands where the caller last saw
   * it, the head descends from there, and nothing that the head rests on has changed. Atomic over
   * all tables and the code.
   */
  public Advance advance(
      String branch,
      CommitId expected,
      CommitId next,
      Optional<Reads> reads,
      Publication.Attested attested,
      String by,
      String why) {
    return advance(branch, expected, next, reads, attested, by, why, List.of());
  }

  /**
   * As {@link #advance(String, CommitId, CommitId, Optional, Publication.Attested, String,
   * String)}, and in the same transaction appends to journals: the branch moves and all entries are
   * kept, or nothing is done.
   */
  public Advance advance(
      String branch,
      CommitId expected,
      CommitId next,
      Optional<Reads> reads,
      Publication.Attested attested,
      String by,
      String why,
      List<Append> appends) {
    return publisher.advance(branch(branch), expected, next, reads, attested, by, why, appends);
  }

  /**
   * Appends to journals in one durable transaction, all or nothing, if each stream is where the
   * caller last saw it. Nothing is tried again here: who was overtaken has to read first.
   */
  public Appended append(String by, List<Append> appends) {
    return publisher.append(by, appends);
  }

  /** Learns from the branch itself what became of a commit whose fate was unknown. */
  public Advance.Fate fate(String branch, CommitId next) {
    return store.object(next.object()).isPresent() && history.isAncestor(next, ref(branch).head())
        ? Advance.Fate.LANDED
        : Advance.Fate.NOT_LANDED;
  }

  // ---- within

  private Ref branch(String name) {
    var ref = ref(name);
    if (ref.kind() == Ref.Kind.TAG) {
      throw new LakeException(Problem.BAD_REQUEST, "'" + name + "' is a tag, and a tag stays put");
    }
    return ref;
  }

  private static void settle(String name, Stored stored, Supplier<LakeException> stale) {
    switch (stored) {
      case Stored.Written _ -> {}
      case Stored.Stale _ -> throw stale.get();
      case Stored.Unknown(var reason) -> throw unknown(name, reason);
    }
  }

  private LakeException busy(String branch) {
    return new LakeException(
        Problem.TOO_BUSY,
        "'" + branch + "' moved " + limits.commitTries() + " times while a change was tried");
  }

  private static LakeException moved(String name) {
    return new LakeException(Problem.CONFLICT, "'" + name + "' has moved meanwhile");
  }

  private static LakeException unknown(String name, String reason) {
    return new LakeException(
        Problem.UNKNOWN_FATE, "it is not known whether '" + name + "' was changed: " + reason);
  }
}
