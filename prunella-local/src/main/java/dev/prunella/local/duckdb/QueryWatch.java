package dev.prunella.local.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.duckdb.DuckDBPreparedStatement;

/** Looks at the query that another thread runs on a connection, and can end it. */
public final class QueryWatch {
  private final Connection connection;

  private QueryWatch(Connection connection) {
    this.connection = connection;
  }

  public static QueryWatch over(Connection connection) {
    return new QueryWatch(connection);
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

  /** Ends the query that runs; its thread gets an error. */
  public void interrupt() {
    try (var statement = connection.createStatement()) {
      statement.cancel();
    } catch (SQLException e) {
      throw new DuckDbException("the query cannot be interrupted: " + e.getMessage(), e);
    }
  }
}
