package dev.prunella.refs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Works out merges and rollbacks, and changes nothing. */
final class Planner {
  private final History history;
  private final Trie trie;

  Planner(History history, Trie trie) {
    this.history = history;
    this.trie = trie;
  }

  MergePlan merge(Commit source, Commit target, TableMerger tables) {
    var bases = history.mergeBases(source.id(), target.id());
    if (bases.isEmpty()) {
      throw new LakeException(
          Problem.BAD_REQUEST,
          "commits " + source.id() + " and " + target.id() + " have no common past");
    }
    var base = bases.getFirst();
    if (base.id().equals(source.id())) {
      return new MergePlan.UpToDate();
    }
    var ours = differences(base, source);
    if (base.id().equals(target.id())) {
      return new MergePlan.FastForward(source.id(), List.copyOf(new TreeSet<>(ours.keySet())));
    }
    var theirs = differences(base, target);
    var conflicts = new ArrayList<>(crosswise(bases, ours, theirs));
    if (conflicts.isEmpty()) {
      var merge = new EntryMerge(ours, theirs, tables).run();
      if (merge.conflicts().isEmpty()) {
        return new MergePlan.Combine(base.id(), merge.changes());
      }
      conflicts.addAll(merge.conflicts());
    }
    return new MergePlan.Conflicted(base.id(), conflicts);
  }

  /**
   * After crosswise merges there are several common pasts. Where they agree about an entry any of
   * them serves; where they do not, no side can be said to have changed it.
   */
  private List<EntryConflict> crosswise(
      List<Commit> bases, Map<EntryKey, Difference> ours, Map<EntryKey, Difference> theirs) {
    var unsure = new HashSet<EntryKey>();
    for (var other : bases.subList(1, bases.size())) {
      unsure.addAll(differences(bases.getFirst(), other).keySet());
    }
    return unsure.stream()
        .sorted()
        .filter(key -> !sameOutcome(ours.get(key), theirs.get(key)))
        .map(
            key ->
                EntryConflict.of(
                    key,
                    EntryConflict.Kind.AMBIGUOUS_BASE,
                    "the branches were merged crosswise, and their common pasts differ here"))
        .toList();
  }

  private static boolean sameOutcome(@Nullable Difference ours, @Nullable Difference theirs) {
    return ours == null
        ? theirs == null // neither changed it from one of the pasts: both hold the same
        : theirs != null && ours.after().equals(theirs.after());
  }

  /** Undoes what happened after {@code from} up to {@code to}, and keeps what came later. */
  MergePlan rollback(Commit from, Commit to, Commit head) {
    var changes = new HashMap<EntryKey, Optional<Entry>>();
    var conflicts = new ArrayList<EntryConflict>();
    new TreeMap<>(differences(from, to))
        .forEach(
            (key, undone) -> {
              var now = trie.get(head.root(), key);
              if (Objects.equals(now, undone.before())) {
                return;
              }
              if (now.equals(undone.after())) {
                changes.put(key, undone.before());
              } else {
                conflicts.add(
                    EntryConflict.of(
                        key,
                        EntryConflict.Kind.CHANGED_SINCE,
                        "it was changed again after " + to.id() + "; roll that back as well"));
              }
            });
    homeless(changes, head)
        .forEach(
            key ->
                conflicts.add(
                    EntryConflict.of(
                        key,
                        EntryConflict.Kind.NAMESPACE_DROPPED,
                        "its namespace would be there without it, or it without its namespace")));
    return conflicts.isEmpty()
        ? new MergePlan.Combine(from.id(), changes)
        : new MergePlan.Conflicted(from.id(), conflicts);
  }

  /** Entries that the changes would leave without their namespace. */
  private List<EntryKey> homeless(Map<EntryKey, Optional<Entry>> changes, Commit head) {
    var dropped =
        changes.entrySet().stream()
            .filter(c -> c.getKey().kind() == EntryKey.Kind.NAMESPACE && c.getValue().isEmpty())
            .map(c -> c.getKey().path())
            .toList();
    var homeless = new ArrayList<EntryKey>();
    if (!dropped.isEmpty()) {
      trie.visit(
          head.root(),
          (key, entry) -> {
            boolean stays = changes.getOrDefault(key, Optional.of(entry)).isPresent();
            if (stays && dropped.stream().anyMatch(key::isInside)) {
              homeless.add(key);
            }
          });
    }
    changes.forEach(
        (key, next) -> {
          if (next.isPresent() && !key.parent().isEmpty()) {
            var home = EntryKey.namespace(key.parent());
            if (changes.getOrDefault(home, trie.get(head.root(), home)).isEmpty()) {
              homeless.add(key);
            }
          }
        });
    return homeless.stream().sorted().distinct().toList();
  }

  private Map<EntryKey, Difference> differences(Commit before, Commit after) {
    var found = new HashMap<EntryKey, Difference>();
    trie.diff(before.root(), after.root(), d -> found.put(d.key(), d));
    return found;
  }
}
