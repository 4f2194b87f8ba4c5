package dev.prunella.app.project;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.TableResolver;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/** The tables of one commit, by the names that a query uses. */
public record CommitTables(LocalLake lake, Commit commit) implements TableResolver {
  @Override
  public Optional<Table> find(List<String> name) {
    return lake.table(commit, EntryKey.relation(name.toArray(String[]::new)));
  }

  @Override
  public Collection<String> names() {
    var keys = new ArrayList<EntryKey>();
    lake.lake()
        .entries(
            commit,
            (key, entry) -> {
              if (entry instanceof Entry.Table) {
                keys.add(key);
              }
            });
    return keys.stream().sorted().map(EntryKey::toString).toList();
  }
}
