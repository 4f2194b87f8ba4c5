package dev.prunella.local.quality;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Queries about a step's rows: on an instance of the pool, within the step's memory, ended when the
 * step is, and with days and hours that mean the same in every session.
 */
final class StepQuery {
  private StepQuery() {}

  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Asks.
   *
   * @param failed what could not be done, in a sentence, if a query fails
   * @throws DuckDbException if one does
   */
  static <T> T ask(LocalLake lake, StepTask task, StepWatch watch, String failed, Work<T> work) {
    try (var lease = lake.duckDb().lease()) {
      lease.limit(task.step().limits().memoryBytes(), lease.limits().threads());
      setTimeZone(lease.connection());
      var query = QueryWatch.over(lease.connection());
      try (var _ = watch.onCancel(query::interrupt)) {
        return work.on(query.connection());
      }
    } catch (SQLException e) {
      throw new DuckDbException(failed + ": " + e.getMessage(), e);
    }
  }

  static void setTimeZone(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET SESSION TimeZone = 'UTC'");
    }
  }
}
