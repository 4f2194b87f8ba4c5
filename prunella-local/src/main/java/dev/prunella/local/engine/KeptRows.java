package dev.prunella.local.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The rows of a query, computed once and kept in the step's DuckDB instance. */
final class KeptRows {
  private final Connection connection;
  private final String name = "prunella_rows_" + UUID.randomUUID().toString().replace("-", "");

  KeptRows(Connection connection) {
    this.connection = connection;
  }

  /** What stands in a FROM clause. */
  String name() {
    return name;
  }

  void compute(String query) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE " + name + " AS " + query);
    }
  }

  /**
   * Takes rows away.
   *
   * @param condition true for these
   * @return how many there were
   */
  long remove(String condition) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeLargeUpdate("DELETE FROM " + name + " WHERE " + condition);
    }
  }

  List<String> columns() throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT * FROM " + name + " LIMIT 0")) {
      var names = new ArrayList<String>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        names.add(rows.getMetaData().getColumnLabel(i));
      }
      return names;
    }
  }
}
