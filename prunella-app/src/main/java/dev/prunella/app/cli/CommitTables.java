package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.TableResolver;
import dev.prunella.refs.Commit;
import dev.prunella.refs.EntryKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/** The tables of one commit, by the names that a query uses. */
record CommitTables(LocalLake lake, Commit commit) implements TableResolver {
  @Override
  public Optional<Table> find(List<String> name) {
    return lake.table(commit, EntryKey.relation(name.toArray(String[]::new)));
  }

  @Override
  public Collection<String> names() {
    return Tables.all(lake, commit).keySet().stream().map(EntryKey::toString).toList();
  }
}
