package dev.prunella.local.quality;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.engine.StepRows;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.quality.Discovery;
import dev.prunella.quality.Reference;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/** The statistics of a table, or of an interval of it, by themselves: one scan. Thread-safe. */
public final class TableProfile {
  private static final int SAMPLED_ROWS = 8_000;

  private final LocalLake lake;

  public TableProfile(LocalLake lake) {
    this.lake = lake;
  }

  /**
   * Computes them.
   *
   * @param interval the run of the step that answers for the rows; empty for all of the table's
   * @return empty when nothing was written for the interval
   * @throws DuckDbException if rows cannot be read
   */
  public Optional<Statistics> of(Table table, Optional<StepTask> interval, StepWatch watch) {
    try (var lease = lake.duckDb().lease()) {
      var query = QueryWatch.over(lease.connection());
      try (var _ = watch.onCancel(query::interrupt);
          var statement = query.connection().createStatement()) {
        statement.execute("SET SESSION TimeZone = 'UTC'");
        return interval.isPresent()
            ? ofInterval(query.connection(), table, interval.get())
            : Optional.of(ofAll(query.connection(), table));
      }
    } catch (SQLException e) {
      throw new DuckDbException(table.name() + " cannot be profiled: " + e.getMessage(), e);
    }
  }

  private Optional<Statistics> ofInterval(Connection connection, Table table, StepTask task) {
    try (var rows = StepRows.of(lake, connection, table, task).orElse(null)) {
      return Optional.ofNullable(rows)
          .map(
              r ->
                  scan(
                      connection,
                      r.relation(),
                      Span.of(task.interval().orElseThrow(), task.zone())));
    }
  }

  private Statistics ofAll(Connection connection, Table table) {
    try (var scan = lake.reader().scan(connection, table, ScanRequest.everything())) {
      return scan(connection, scan.sql(), Span.utc(Instant.EPOCH, Duration.ofDays(1)));
    }
  }

  private static Statistics scan(Connection connection, String relation, Span span) {
    var outline = Discovery.of(new SampleReader(connection).read(List.of(relation), SAMPLED_ROWS));
    try (var reference = new ReferenceTables(connection, outline, Reference.none())) {
      return new IntervalRows(connection, relation, outline, reference, span, 0).statistics();
    }
  }
}
