package dev.prunella.bench.heal.oracle;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.TableReader;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;

/**
 * Measures tables of a lake, and keeps their rows in files of the bench's own. What was measured
 * once stays so, for an entry names one state of a table. Where a table still has all files that it
 * had when it was first seen, and of none of them rows were deleted, only what came since is read:
 * counts and sums add up. For one thread.
 */
final class Measuring {
  /** Rows that the product laid aside, and no table of the project. */
  private static final String QUARANTINE = "__quarantine";

  private final Path folder;
  private final Map<Entry, Measured> measured = new HashMap<>();
  private final Map<String, First> firsts = new HashMap<>();
  private int files;

  /** A table as it was first seen. */
  private record First(Set<String> files, Types.StructType columns, Measured measured) {}

  Measuring(Path folder) {
    this.folder = folder;
  }

  /**
   * A state of a table.
   *
   * @param rows the files with its rows, which have the same columns
   */
  record Measured(Content content, List<Path> rows) {
    Measured {
      rows = List.copyOf(rows);
    }
  }

  /** The tables of a commit that steps make, by name. */
  static Map<String, Entry> tables(LocalLake lake, Commit commit) {
    var tables = new TreeMap<String, Entry>();
    lake.lake()
        .entries(
            commit,
            (key, entry) -> {
              if (key.kind() == EntryKey.Kind.RELATION
                  && entry instanceof Entry.Table
                  && !key.name().endsWith(QUARANTINE)) {
                tables.put(key.toString(), entry);
              }
            });
    return tables;
  }

  /** A table as a commit has it. */
  Measured table(LocalLake lake, Connection connection, Commit commit, String name, Entry entry)
      throws SQLException {
    var known = measured.get(entry);
    if (known == null) {
      var table = lake.table(commit, EntryKey.relation(name)).orElseThrow();
      known = table(lake.reader(), connection, name, table);
      measured.put(entry, known);
    }
    return known;
  }

  private Measured table(TableReader reader, Connection connection, String name, Table table)
      throws SQLException {
    var whole = wholeFiles(table);
    var first = firsts.get(name);
    if (whole.isEmpty()
        || first == null
        || !first.columns().equals(table.schema().asStruct())
        || !whole.get().containsAll(first.files())) {
      var all = measure(reader, connection, table, Set.of());
      if (first == null && whole.isPresent()) {
        firsts.put(name, new First(whole.get(), table.schema().asStruct(), all));
      }
      return all;
    }
    if (whole.get().size() == first.files().size()) {
      return first.measured();
    }
    var since = measure(reader, connection, table, first.files());
    var rows = new ArrayList<>(first.measured().rows());
    rows.addAll(since.rows());
    return new Measured(first.measured().content().and(since.content()), rows);
  }

  private Measured measure(
      TableReader reader, Connection connection, Table table, Set<String> without)
      throws SQLException {
    var rows = List.of(copy(reader, connection, table, without));
    return new Measured(Content.of(connection, Rows.files(rows)), rows);
  }

  /** The files of a table; empty when rows of some of them are deleted. */
  private static Optional<Set<String>> wholeFiles(Table table) {
    var found = new HashSet<String>();
    try (var tasks = table.newScan().planFiles()) {
      for (var task : tasks) {
        if (!task.deletes().isEmpty()) {
          return Optional.empty();
        }
        found.add(task.file().location());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(table.name() + " cannot be read", e);
    }
    return Optional.of(found);
  }

  /** All tables of a commit. */
  Map<String, Measured> all(LocalLake lake, Commit commit) throws SQLException {
    var all = new TreeMap<String, Measured>();
    try (var lease = lake.duckDb().lease()) {
      for (var table : tables(lake, commit).entrySet()) {
        all.put(
            table.getKey(),
            table(lake, lease.connection(), commit, table.getKey(), table.getValue()));
      }
    }
    return all;
  }

  /** The rows that were laid aside, by the table that they are missing from. */
  Map<String, Path> aside(LocalLake lake, Connection connection, Commit commit)
      throws SQLException {
    var aside = new TreeMap<String, Path>();
    for (var table : tables(lake, commit).keySet()) {
      var quarantine = EntryKey.relation(table + QUARANTINE);
      var laid = lake.table(commit, quarantine);
      if (laid.isPresent()) {
        aside.put(table, copy(lake.reader(), connection, laid.get(), Set.of()));
      }
    }
    return aside;
  }

  /** A new file for rows of the bench's own. */
  Path file() {
    return folder.resolve(files++ + ".parquet");
  }

  private Path copy(TableReader reader, Connection connection, Table table, Set<String> without)
      throws SQLException {
    var file = file();
    Content.copy(connection, reader, table, without, file);
    return file;
  }
}
