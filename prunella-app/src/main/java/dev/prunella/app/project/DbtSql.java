package dev.prunella.app.project;

import dev.prunella.app.yaml.Problems;
import dev.prunella.local.sql.SqlException;
import dev.prunella.local.sql.SqlReader;
import dev.prunella.local.sql.TableRename;
import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.util.Map;
import java.util.Optional;

/** What the import of a dbt project asks about SQL, answered by DuckDB's own parser. */
final class DbtSql implements dev.prunella.connect.dbt.ModelSql {
  private final Connection parser;
  private final ModelSql sql;

  DbtSql(Connection parser) {
    this.parser = parser;
    this.sql = new ModelSql(parser);
  }

  @Override
  public Read read(String text) {
    try {
      var facts = SqlReader.read(parser, text, _ -> Optional.empty());
      // Read without a word of complaint just now: nothing is told a second time.
      var seen = sql.look(text, new Problems().in(Project.FILE));
      var unknown = seen.stream().flatMap(s -> s.unknown().stream()).findFirst();
      return unknown.isPresent()
          ? new Read.NotUnderstood("DuckDB has no function " + unknown.get())
          : new Read.Understood(facts, seen.map(ModelSql.Seen::repeatable).orElse(false));
    } catch (SqlException e) {
      return new Read.NotUnderstood(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String renameTables(String text, Map<TableName, TableName> names) {
    return TableRename.apply(parser, text, names);
  }
}
