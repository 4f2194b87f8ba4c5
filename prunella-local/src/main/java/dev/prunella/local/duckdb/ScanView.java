package dev.prunella.local.duckdb;

import dev.prunella.local.duckdb.QueryException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A table of the lake as a view of a DuckDB instance, under the name that a query uses. */
public final class ScanView {
  private ScanView() {}

  /**
   * Alone, in a schema, or in a schema of an attached empty database.
   *
   * @throws QueryException if DuckDB cannot take the name
   */
  public static void bind(Connection connection, List<String> name, Scan scan) {
    if (name.size() > 3) {
      throw new QueryException(
          Reason.REFUSED,
          "'" + String.join(".", name) + "' has more than three parts, which DuckDB cannot name.");
    }
    try (var statement = connection.createStatement()) {
      if (name.size() == 3) {
        statement.execute("ATTACH IF NOT EXISTS ':memory:' AS " + Sql.identifier(name.getFirst()));
      }
      if (name.size() > 1) {
        statement.execute(
            "CREATE SCHEMA IF NOT EXISTS " + Sql.qualified(name.subList(0, name.size() - 1)));
      }
      statement.execute("CREATE VIEW " + Sql.qualified(name) + " AS SELECT * FROM " + scan.sql());
    } catch (SQLException e) {
      throw new QueryException(
          Reason.REFUSED,
          "Table '"
              + String.join(".", name)
              + "' has a name that DuckDB keeps for itself: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }
}
