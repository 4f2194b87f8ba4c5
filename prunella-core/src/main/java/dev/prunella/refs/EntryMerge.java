package dev.prunella.refs;

import dev.prunella.refs.EntryConflict.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The three-way merge of whole entries: what {@code ours} did since the base, on top of {@code
 * theirs}. Pure but for the table merger, which is asked only for tables that both sides changed.
 */
final class EntryMerge {
  private final Map<EntryKey, Difference> ours;
  private final Map<EntryKey, Difference> theirs;
  private final TableMerger tables;
  private final Map<EntryKey, Optional<Entry>> changes = new LinkedHashMap<>();
  private final List<EntryConflict> conflicts = new ArrayList<>();

  EntryMerge(Map<EntryKey, Difference> ours, Map<EntryKey, Difference> theirs, TableMerger tables) {
    this.ours = ours;
    this.theirs = theirs;
    this.tables = tables;
  }

  /** Works it out; then {@link #changes} or {@link #conflicts} tell. */
  EntryMerge run() {
    new TreeMap<>(ours)
        .forEach(
            (key, mine) -> {
              var other = theirs.get(key);
              if (other == null) {
                changes.put(key, mine.after());
              } else if (!other.after().equals(mine.after())) {
                bothChanged(key, mine, other);
              }
            });
    refuseTwoNamesForOneTable();
    refuseDroppedAndRenamed(ours, theirs);
    refuseDroppedAndRenamed(theirs, ours);
    refuseHomeless(ours, theirs);
    refuseHomeless(theirs, ours);
    return this;
  }

  Map<EntryKey, Optional<Entry>> changes() {
    return changes;
  }

  List<EntryConflict> conflicts() {
    return conflicts;
  }

  private void bothChanged(EntryKey key, Difference mine, Difference other) {
    if (mine.after().isEmpty() || other.after().isEmpty()) {
      conflict(
          key,
          Kind.REMOVED_AND_CHANGED,
          (mine.after().isEmpty() ? "dropped or renamed here" : "changed here")
              + " and "
              + (other.after().isEmpty() ? "dropped or renamed there" : "changed there"));
      return;
    }
    switch (new Pair(mine.after().get(), other.after().get())) {
      case Pair(Entry.Namespace(var a), Entry.Namespace(var b)) ->
          namespaces(key, properties(mine.before()), a, b);
      case Pair(Entry.Table a, Entry.Table b) -> tables(key, mine.before(), a, b);
      case Pair(Entry.View a, Entry.View b)
          when mine.before().isPresent() && a.uuid().equals(b.uuid()) ->
          conflict(key, Kind.BOTH_CHANGED_VIEW, "both sides changed the view");
      case Pair(var _, var _) ->
          conflict(key, Kind.BOTH_CREATED, "both sides made one of this name");
    }
  }

  private record Pair(Entry ours, Entry theirs) {}

  private void tables(EntryKey key, Optional<Entry> before, Entry.Table mine, Entry.Table other) {
    if (before.isEmpty() && !mine.uuid().equals(other.uuid())) {
      conflict(key, Kind.BOTH_CREATED, "both sides created a table of this name");
    } else if (before.orElse(null) instanceof Entry.Table base
        && base.uuid().equals(mine.uuid())
        && base.uuid().equals(other.uuid())) {
      switch (tables.merge(key, base, mine, other)) {
        case TableMerger.Outcome.Merged(var merged) -> changes.put(key, Optional.of(merged));
        case TableMerger.Outcome.Conflicting(var details) ->
            conflicts.add(
                new EntryConflict(
                    key, Kind.TABLE_CONTENT, "both sides changed the table", details));
      }
    } else {
      conflict(key, Kind.TABLE_REPLACED, "the name stands for another table on one side");
    }
  }

  private void namespaces(
      EntryKey key,
      SortedMap<String, String> base,
      SortedMap<String, String> mine,
      SortedMap<String, String> other) {
    var merged = new TreeMap<>(other);
    var names = new TreeMap<>(base);
    names.putAll(mine);
    for (var name : names.keySet()) {
      var was = base.get(name);
      var want = mine.get(name);
      if (Objects.equals(was, want)) {
        continue;
      }
      var there = other.get(name);
      if (!Objects.equals(was, there) && !Objects.equals(want, there)) {
        conflict(key, Kind.NAMESPACE_PROPERTY, "both sides changed the property '" + name + "'");
        return;
      }
      if (want == null) {
        merged.remove(name);
      } else {
        merged.put(name, want);
      }
    }
    changes.put(key, Optional.of(new Entry.Namespace(merged)));
  }

  private static SortedMap<String, String> properties(Optional<Entry> entry) {
    return entry.orElse(null) instanceof Entry.Namespace(var properties)
        ? properties
        : new TreeMap<>();
  }

  /** A rename on each side would otherwise leave one table under two names, sharing its files. */
  private void refuseTwoNamesForOneTable() {
    var there = new HashMap<String, EntryKey>();
    theirs.values().forEach(d -> arrived(d).ifPresent(uuid -> there.put(uuid, d.key())));
    for (var mine : ours.values()) {
      var name = arrived(mine).map(there::get).orElse(null);
      if (name != null && !name.equals(mine.key())) {
        conflict(mine.key(), Kind.RENAMED_TWICE, "the other side calls the same table " + name);
      }
    }
  }

  /** Else a table that one side dropped would live on under the name that the other gave it. */
  private void refuseDroppedAndRenamed(
      Map<EntryKey, Difference> droppers, Map<EntryKey, Difference> renamers) {
    var gone = new HashSet<String>();
    droppers.values().forEach(d -> d.before().flatMap(EntryMerge::uuid).ifPresent(gone::add));
    droppers.values().forEach(d -> d.after().flatMap(EntryMerge::uuid).ifPresent(gone::remove));
    renamers.values().stream()
        .filter(d -> arrived(d).filter(gone::contains).isPresent())
        .forEach(
            d ->
                conflict(
                    d.key(),
                    Kind.REMOVED_AND_CHANGED,
                    "one side dropped it and the other renamed it to " + d.key()));
  }

  /** What one side put into a namespace that the other dropped would belong nowhere. */
  private void refuseHomeless(
      Map<EntryKey, Difference> droppers, Map<EntryKey, Difference> makers) {
    for (var dropped : droppers.values()) {
      if (dropped.key().kind() == EntryKey.Kind.NAMESPACE && dropped.after().isEmpty()) {
        makers.values().stream()
            .filter(d -> d.after().isPresent() && d.key().isInside(dropped.key().path()))
            .forEach(
                d ->
                    conflict(
                        d.key(),
                        Kind.NAMESPACE_DROPPED,
                        "the other side dropped the namespace " + dropped.key()));
      }
    }
  }

  /** The table or view that has come to stand under a name where it did not stand before. */
  private static Optional<String> arrived(Difference difference) {
    var before = difference.before().flatMap(EntryMerge::uuid);
    return difference.after().flatMap(EntryMerge::uuid).filter(u -> !before.equals(Optional.of(u)));
  }

  private static Optional<String> uuid(Entry entry) {
    return switch (entry) {
      case Entry.Table table -> Optional.of(table.uuid());
      case Entry.View view -> Optional.of(view.uuid());
      case Entry.Namespace _ -> Optional.empty();
    };
  }

  private void conflict(EntryKey key, Kind kind, String sentence) {
    conflicts.add(EntryConflict.of(key, kind, sentence));
  }
}
