package dev.prunella.pipeline;

import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which earlier states of tables their present ones on main have come from. What was rolled back is
 * not among them, nor is what a table held before it was dropped or replaced by another one.
 *
 * <p>It is found from main's commits, not from the tables' files: a table that comes back to an
 * earlier state goes on from what that one had come from. Immutable.
 */
final class Ancestry {
  /** What a table held still earlier is taken for the beginning of its past. */
  private static final int MOST_COMMITS = 100_000;

  private final Map<TableName, Entry> now;
  private final Map<TableName, Set<Entry>> past;

  private Ancestry(Map<TableName, Entry> now, Map<TableName, Set<Entry>> past) {
    this.now = now;
    this.past = past;
  }

  /**
   * Of some tables. All of main's commits are looked at, for a rollback may lead far back; each
   * costs as much as it changed.
   */
  static Ancestry of(Lake lake, Commit main, Collection<TableName> tables) {
    var log = lake.log(main.id()).limit(MOST_COMMITS).toList();
    return of(lake, log.reversed(), new HashSet<>(tables));
  }

  private static Ancestry of(Lake lake, List<Commit> oldestFirst, Set<TableName> tables) {
    var now = new HashMap<TableName, Entry>();
    var cameFrom = new HashMap<TableName, Map<Entry, Optional<Entry>>>();
    var before = oldestFirst.getFirst();
    for (var table : tables) {
      var first = lake.entry(before, table.key());
      first.ifPresent(entry -> moved(now, cameFrom, table, entry));
    }
    for (var commit : oldestFirst.subList(1, oldestFirst.size())) {
      lake.diff(
          before,
          commit,
          difference -> {
            var table = TableName.of(difference.key());
            if (tables.contains(table) && difference.key().equals(table.key())) {
              moved(now, cameFrom, table, difference.after().orElse(null));
            }
          });
      before = commit;
    }
    var past = new HashMap<TableName, Set<Entry>>();
    now.forEach(
        (table, entry) -> {
          var steps = Objects.requireNonNull(cameFrom.get(table));
          var all = new HashSet<Entry>();
          for (var at = Optional.of(entry); at.isPresent() && all.add(at.get()); ) {
            at = Objects.requireNonNull(steps.get(at.get()));
          }
          past.put(table, all);
        });
    return new Ancestry(now, past);
  }

  private static void moved(
      Map<TableName, Entry> now,
      Map<TableName, Map<Entry, Optional<Entry>>> cameFrom,
      TableName table,
      @Nullable Entry to) {
    var from = to == null ? now.remove(table) : now.put(table, to);
    if (to != null) {
      cameFrom
          .computeIfAbsent(table, _ -> new HashMap<>())
          .putIfAbsent(to, Optional.ofNullable(from).filter(entry -> isSameTable(entry, to)));
    }
  }

  private static boolean isSameTable(Entry one, Entry other) {
    return one instanceof Entry.Table(var id, var _)
        && other instanceof Entry.Table(var otherId, var _)
        && id.equals(otherId);
  }

  /** Whether the table is there at all. */
  boolean has(TableName table) {
    return now.containsKey(table);
  }

  /** Whether the table's present state is this one or has come from it. */
  boolean holds(TableName table, Entry entry) {
    return past.getOrDefault(table, Set.of()).contains(entry);
  }
}
