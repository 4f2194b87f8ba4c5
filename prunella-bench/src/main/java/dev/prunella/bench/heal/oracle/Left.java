package dev.prunella.bench.heal.oracle;

import dev.prunella.bench.heal.fault.Stage;
import dev.prunella.bench.heal.oracle.Measuring.Measured;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Ref;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a system has left.
 *
 * @param past what main held at each of its moments since the history, by table
 * @param last what it holds now
 * @param aside files with rows that were laid aside, by the table that they are missing from
 */
record Left(List<Past> past, Map<String, Measured> last, Map<String, Path> aside) {

  /**
   * A table that a commit of main has changed.
   *
   * @param byPerson whether a person did it
   */
  record Past(CommitId commit, boolean byPerson, String table, Measured state) {}

  /**
   * Looks.
   *
   * @param base main's head after the history
   */
  static Left of(LocalLake lake, CommitId base, Measuring measuring) throws SQLException {
    var past = new ArrayList<Past>();
    var last = new HashMap<String, Measured>();
    try (var lease = lake.duckDb().lease()) {
      Map<String, Entry> before = Map.of();
      for (var commit : since(lake, base)) {
        var tables = Measuring.tables(lake, commit);
        for (var table : tables.entrySet()) {
          var name = table.getKey();
          if (!table.getValue().equals(before.get(name))) {
            var state = measuring.table(lake, lease.connection(), commit, name, table.getValue());
            past.add(new Past(commit.id(), commit.author().equals(Stage.PERSON), name, state));
            last.put(name, state);
          }
        }
        last.keySet().retainAll(tables.keySet());
        before = tables;
      }
      var head = lake.lake().head(Ref.MAIN);
      return new Left(past, last, measuring.aside(lake, lease.connection(), head));
    }
  }

  /** The commits of main after one, oldest first, that one included. */
  private static List<Commit> since(LocalLake lake, CommitId base) {
    var commits = new ArrayList<Commit>();
    var at = lake.lake().head(Ref.MAIN);
    while (!at.id().equals(base)) {
      commits.addFirst(at);
      at = lake.lake().commit(at.firstParent().orElseThrow());
    }
    commits.addFirst(at);
    return commits;
  }
}
