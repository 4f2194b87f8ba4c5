package dev.prunella.local.sql;

import dev.prunella.local.duckdb.QueryException;
import dev.prunella.local.duckdb.QueryGuard;
import dev.prunella.local.duckdb.SqlTree;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.SqlFacts.OutputColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what a model's SQL says, by DuckDB's own parser and without running it. It takes
 * exactly one SELECT over tables of the lake, with named parameters or none. Names are resolved as
 * DuckDB does; what the text does not tell is said to be unknown. Valid SQL gives facts; on SQL
 * that DuckDB would not bind they may be wrong, since a second opinion on types is not formed here.
 *
 * <p>Stateless; as safe for threads as the connection.
 */
public final class SqlReader {

  private SqlReader() {}

  /**
   * Reads SQL.
   *
   * @param known for instance {@code table -> Optional.empty()}: then every name is taken for a
   *     table, and its columns are not known
   * @throws SqlException with everything that is wrong with it
   */
  public static SqlFacts read(Connection connection, String sql, KnownTables known) {
    SqlTree tree = tree(connection, sql);
    List<Relation> result = new ArrayList<>();
    Reading reading = reading(connection, tree, known, result);
    return facts(reading, result.getFirst());
  }

  static SqlTree tree(Connection connection, String sql) {
    try {
      SqlTree tree = SqlTree.parse(connection, sql);
      QueryGuard.check(tree, QueryGuard.Parameters.NAMED);
      return tree;
    } catch (QueryException e) {
      throw translated(e);
    }
  }

  private static SqlException translated(QueryException e) {
    boolean invalid = e.reason() == QueryException.Reason.INVALID;
    return new SqlException(
        new SqlProblem(
            invalid ? SqlProblem.Kind.NOT_SQL : SqlProblem.Kind.REFUSED,
            String.valueOf(e.getMessage()),
            e.at(),
            Optional.empty()),
        e);
  }

  /** Reads and gives what came to light, when nothing is wrong. */
  static Reading reading(
      Connection connection, SqlTree tree, KnownTables known, List<Relation> result) {
    try {
      var reading =
          new Reading(
              tree,
              known,
              EngineWords.functions(connection),
              EngineWords.names(connection, tree.select()));
      result.add(new Queries(reading).read(tree.select(), Ctes.NONE, null));
      reading.findParameters();
      reading.failIfWrong();
      return reading;
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not answer: " + e.getMessage(), e);
    }
  }

  private static SqlFacts facts(Reading reading, Relation relation) {
    List<OutputColumn> columns = new ArrayList<>();
    for (Column column : relation.columns()) {
      columns.add(
          switch (column) {
            case Column.Named named ->
                new OutputColumn.Named(named.name(), named.origin().lineage(relation.rows()));
            case Column.Rest rest -> new OutputColumn.Unlisted(rest.tables(), rest.why());
          });
    }
    return new SqlFacts(reading.reads(), columns, reading.parameters(), reading.warnings);
  }
}
