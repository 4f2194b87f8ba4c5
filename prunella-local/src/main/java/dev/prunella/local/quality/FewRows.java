package dev.prunella.local.quality;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rows of a scan in a temporary table, one scan after another, for as long as all have the same
 * columns. What is asked of the table is planned once and then answered for each scan: of few rows
 * planning is most of what an answer costs. Not thread-safe.
 */
final class FewRows implements Asker, AutoCloseable {
  private static final AtomicLong NUMBER = new AtomicLong();

  private final Connection connection;
  private final Statements statements;
  private final String table = "prunella_few_" + NUMBER.incrementAndGet();
  private final Map<String, PreparedStatement> planned = new HashMap<>();
  private boolean isMade;

  FewRows(Connection connection) {
    this.connection = connection;
    this.statements = new Statements(connection);
  }

  /** What stands in a FROM clause for the rows. */
  String table() {
    return table;
  }

  /**
   * Takes these rows in the place of those that were there.
   *
   * @param rows a query, always with the same columns
   * @param most of so many rows no more are taken
   * @return how many there are now
   */
  long fill(String rows, int most) throws SQLException {
    // A table that is made anew would have everything planned anew.
    if (isMade) {
      statements.run("DELETE FROM " + table);
      statements.run("INSERT INTO " + table + " " + rows + " LIMIT " + most);
    } else {
      statements.run("CREATE TEMP TABLE " + table + " AS " + rows + " LIMIT " + most);
      isMade = true;
    }
    return statements.number("SELECT count(*) FROM " + table);
  }

  @Override
  public void query(String sql, RowReader reader) throws SQLException {
    var statement = planned.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      planned.put(sql, statement);
    }
    try (var rows = statement.executeQuery()) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    for (var statement : planned.values()) {
      statement.close();
    }
    planned.clear();
    statements.run("DROP TABLE IF EXISTS " + table);
    isMade = false;
  }
}
