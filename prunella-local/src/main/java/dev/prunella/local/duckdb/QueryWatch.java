package dev.prunella.local.duckdb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.duckdb.DuckDBPreparedStatement;

/**
 * Looks at the query that another thread runs on a connection, and can end it.
 *
 * <p>DuckDB's driver ends a query only through the statement that runs it. So the work is done on
 * {@link #connection()}, which remembers its statements.
 */
public final class QueryWatch {
  private static final Set<String> STARTS =
      Set.of("createStatement", "prepareStatement", "prepareCall");

  private final Connection connection;
  private final Connection watched;
  private final Set<Statement> open = ConcurrentHashMap.newKeySet();
  private volatile boolean interrupted;

  private QueryWatch(Connection connection) {
    this.connection = connection;
    this.watched =
        (Connection)
            Proxy.newProxyInstance(
                QueryWatch.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, args) -> {
                  if (interrupted && STARTS.contains(method.getName())) {
                    throw new SQLException("interrupted");
                  }
                  try {
                    var made = method.invoke(connection, args);
                    if (made instanceof Statement statement) {
                      remember(statement);
                    }
                    return made;
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  private void remember(Statement statement) {
    open.removeIf(QueryWatch::isClosed);
    open.add(statement);
  }

  /** Watches over a connection, whose queries keep count of their progress from now on. */
  public static QueryWatch over(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET enable_progress_bar = true");
      statement.execute("SET enable_progress_bar_print = false");
    }
    return new QueryWatch(connection);
  }

  /** The same, without a count of progress: no setting is changed. */
  static QueryWatch silent(Connection connection) {
    return new QueryWatch(connection);
  }

  /** The connection to work on. */
  public Connection connection() {
    return watched;
  }

  /**
   * How far a query has come.
   *
   * @param share of the work, from 0 to 1
   * @param rows rows read so far, as DuckDB estimates
   */
  public record Progress(double share, long rows) {}

  /** Empty while no query runs, or where DuckDB cannot tell. */
  public Optional<Progress> progress() {
    try (var statement = connection.createStatement()) {
      var progress = statement.unwrap(DuckDBPreparedStatement.class).getQueryProgress();
      return progress.getPercentage() < 0
          ? Optional.empty()
          : Optional.of(
              new Progress(
                  Math.min(1, progress.getPercentage() / 100), progress.getRowsProcessed()));
    } catch (SQLException e) {
      // A connection that is being closed has no progress, and nobody who waits for it.
      return Optional.empty();
    }
  }

  /** Ends the query that runs, and lets no other begin; the thread at work gets an error. */
  public void interrupt() {
    interrupted = true;
    for (var statement : open) {
      try {
        if (!statement.isClosed()) {
          statement.cancel();
        }
      } catch (SQLException e) {
        throw new DuckDbException("the query cannot be interrupted: " + e.getMessage(), e);
      }
    }
  }

  private static boolean isClosed(Statement statement) {
    try {
      return statement.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
