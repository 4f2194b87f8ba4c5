package dev.prunella.bench.heal.oracle;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures tables of a lake, and keeps their rows in files of the bench's own. What was measured
 * once stays so, for an entry names one state of a table. For one thread.
 */
final class Measuring {
  /** Rows that the product laid aside, and no table of the project. */
  private static final String QUARANTINE = "__quarantine";

  private final Path folder;
  private final Map<Entry, Measured> measured = new HashMap<>();
  private int files;

  Measuring(Path folder) {
    this.folder = folder;
  }

  /**
   * A state of a table.
   *
   * @param rows the file with its rows
   */
  record Measured(Content content, Path rows) {}

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
      var file = copy(lake, connection, commit, EntryKey.relation(name));
      known = new Measured(Content.of(connection, Rows.file(file)), file);
      measured.put(entry, known);
    }
    return known;
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
      if (lake.table(commit, quarantine).isPresent()) {
        aside.put(table, copy(lake, connection, commit, quarantine));
      }
    }
    return aside;
  }

  private Path copy(LocalLake lake, Connection connection, Commit commit, EntryKey table)
      throws SQLException {
    var file = folder.resolve(files++ + ".parquet");
    Content.copy(connection, lake.reader(), lake.table(commit, table).orElseThrow(), file);
    return file;
  }
}
