package dev.prunella.local.refs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection with the statements prepared on it; for one thread at a time. The statements are
 * the few that the store has, so that keeping them all is bounded.
 */
final class Session implements AutoCloseable {

  /** Reads one row. */
  interface Row<T> {
    T read(ResultSet at) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  Session(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  int update(String sql, @Nullable Object... values) throws SQLException {
    return bound(sql, values).executeUpdate();
  }

  /** Runs a statement once for each row of values; says how many rows were touched in all. */
  int updateAll(String sql, Collection<Object[]> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    PreparedStatement statement = prepared(sql);
    for (Object[] row : rows) {
      bind(statement, row);
      statement.addBatch();
    }
    int touched = 0;
    for (int n : statement.executeBatch()) {
      touched += Math.max(0, n);
    }
    return touched;
  }

  <T> List<T> query(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
    var found = new ArrayList<T>();
    try (var rows = bound(sql, values).executeQuery()) {
      while (rows.next()) {
        found.add(read(row, rows));
      }
    }
    return found;
  }

  <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
    try (var rows = bound(sql, values).executeQuery()) {
      return rows.next() ? Optional.of(read(row, rows)) : Optional.empty();
    }
  }

  private static <T> T read(Row<T> row, ResultSet at) throws SQLException {
    try {
      return row.read(at);
    } catch (IllegalArgumentException e) {
      throw new SQLDataException("a row cannot be understood: " + e.getMessage(), e);
    }
  }

  /** Runs a statement that is not worth keeping. */
  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    var statement = prepared(sql);
    bind(statement, values);
    return statement;
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    var known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      switch (values[i]) {
        case null -> statement.setNull(i + 1, Types.BINARY);
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        case String text -> statement.setString(i + 1, text);
        case Integer number -> statement.setInt(i + 1, number);
        case Long number -> statement.setLong(i + 1, number);
        case Object other ->
            throw new IllegalArgumentException("no column holds a " + other.getClass());
      }
    }
  }

  @Override
  public void close() throws SQLException {
    for (var statement : statements.values()) {
      statement.close();
    }
    connection.close();
  }
}
