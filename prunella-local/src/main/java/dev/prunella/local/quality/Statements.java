package dev.prunella.local.quality;

import java.sql.Connection;
import java.sql.SQLException;

/** Runs statements on one connection. Not thread-safe. */
record Statements(Connection connection) implements Asker {

  @Override
  public void query(String sql, RowReader reader) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  /** The only number of an answer. */
  long number(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
