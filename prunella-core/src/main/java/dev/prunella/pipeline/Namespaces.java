package dev.prunella.pipeline;

import dev.prunella.refs.Change;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A table needs the namespaces that it stands in. */
final class Namespaces {
  private Namespaces() {}

  /** Changes that make those of a table's namespaces that a commit lacks. */
  static List<Change> missing(Lake lake, Commit commit, TableName table) {
    var changes = new ArrayList<Change>();
    for (int depth = 1; depth <= table.namespace().size(); depth++) {
      var key = EntryKey.namespace(table.namespace().subList(0, depth));
      if (lake.entry(commit, key).isEmpty()) {
        changes.add(Change.create(key, Entry.Namespace.of(Map.of())));
      }
    }
    return changes;
  }
}
