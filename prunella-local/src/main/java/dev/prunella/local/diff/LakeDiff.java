package dev.prunella.local.diff;

import dev.prunella.local.diff.EntryChange.Kind;
import dev.prunella.local.diff.EntryChange.What;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Difference;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;

/** What differs between two commits, name by name. Reads the metadata of what differs only. */
public final class LakeDiff {

  /** Opens the table that an entry stands for. */
  @FunctionalInterface
  public interface Opener {
    Table open(EntryKey key, Entry.Table entry);
  }

  private final Lake lake;
  private final Opener opener;

  public LakeDiff(Lake lake, Opener opener) {
    this.lake = lake;
    this.opener = opener;
  }

  /** All changes, in the order of names. */
  public List<EntryChange> between(Commit before, Commit after) {
    var differences = new ArrayList<Difference>();
    lake.diff(before, after, differences::add);
    return of(differences);
  }

  /** The same for differences that are already known. */
  public List<EntryChange> of(List<Difference> differences) {
    Map<String, Difference> gone = new HashMap<>();
    for (var d : differences) {
      if (d.after().isEmpty()) {
        d.before().flatMap(LakeDiff::uuid).ifPresent(uuid -> gone.put(uuid, d));
      }
    }
    var changes = new ArrayList<EntryChange>();
    var renamed = new ArrayList<EntryKey>();
    for (var d : differences) {
      if (d.before().isEmpty()) {
        var old = d.after().flatMap(LakeDiff::uuid).map(gone::get);
        if (old.isPresent()) {
          renamed.add(old.get().key());
          var from = Optional.of(old.get().key());
          changes.add(sized(d.key(), Kind.RENAMED, from, old.get().before(), d.after()));
        } else {
          changes.add(sized(d.key(), Kind.CREATED, Optional.empty(), d.before(), d.after()));
        }
      } else if (d.after().isPresent()) {
        boolean same = d.before().flatMap(LakeDiff::uuid).equals(d.after().flatMap(LakeDiff::uuid));
        var kind = same ? Kind.CHANGED : Kind.REPLACED;
        changes.add(sized(d.key(), kind, Optional.empty(), d.before(), d.after()));
      }
    }
    differences.stream()
        .filter(d -> d.after().isEmpty() && !renamed.contains(d.key()))
        .forEach(
            d ->
                changes.add(sized(d.key(), Kind.DROPPED, Optional.empty(), d.before(), d.after())));
    changes.sort(Comparator.comparing(EntryChange::key));
    return List.copyOf(changes);
  }

  private EntryChange sized(
      EntryKey key,
      Kind kind,
      Optional<EntryKey> formerly,
      Optional<Entry> before,
      Optional<Entry> after) {
    var what = what(after.or(() -> before).orElseThrow());
    try {
      var old = before.flatMap(e -> table(formerly.orElse(key), e));
      var young = after.flatMap(e -> table(key, e));
      var schema =
          old.isPresent() && young.isPresent()
              ? SchemaChange.between(old.get().schema(), young.get().schema())
              : List.<SchemaChange>of();
      return new EntryChange(
          key, what, kind, formerly, size(old), size(young), schema, Optional.empty());
    } catch (LakeException e) {
      // One damaged table must not hide what became of the others.
      return new EntryChange(
          key,
          what,
          kind,
          formerly,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.ofNullable(e.getMessage()));
    }
  }

  private Optional<Table> table(EntryKey key, Entry entry) {
    return entry instanceof Entry.Table table
        ? Optional.of(opener.open(key, table))
        : Optional.empty();
  }

  private static Optional<TableSize> size(Optional<Table> table) {
    return table.flatMap(t -> TableSize.of(Optional.ofNullable(t.currentSnapshot())));
  }

  private static What what(Entry entry) {
    return switch (entry) {
      case Entry.Table _ -> What.TABLE;
      case Entry.View _ -> What.VIEW;
      case Entry.Namespace _ -> What.NAMESPACE;
    };
  }

  private static Optional<String> uuid(Entry entry) {
    return switch (entry) {
      case Entry.Table(var uuid, var _) -> Optional.of(uuid);
      case Entry.View(var uuid, var _) -> Optional.of(uuid);
      case Entry.Namespace _ -> Optional.empty();
    };
  }
}
