package dev.prunella.local.quality;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.local.engine.StepRows;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.quality.RatioMiddles;
import dev.prunella.quality.RatioMiddles.Moved;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * Looks at rows that were damaged and put right by what neither found nor explained the damage: a
 * second one may lie beside it. Thread-safe.
 */
public final class SecondLook {
  private static final int INTERVALS = 40;
  private static final int ROWS_OF_EACH = 500;

  private final LocalLake lake;

  public SecondLook(LocalLake lake) {
    this.lake = lake;
  }

  /** The ratio of two numbers that has moved as never before. */
  public Optional<Moved> moved(Table table, StepTask task, StepWatch watch) {
    try (var lease = lake.duckDb().lease()) {
      lease.limit(task.step().limits().memoryBytes(), lease.limits().threads());
      IntervalInspector.setTimeZone(lease.connection());
      var query = QueryWatch.over(lease.connection());
      try (var _ = watch.onCancel(query::interrupt)) {
        return moved(query.connection(), table, task);
      }
    } catch (SQLException e) {
      throw new DuckDbException(task.table() + " cannot be looked at: " + e.getMessage(), e);
    }
  }

  private Optional<Moved> moved(Connection connection, Table table, StepTask task) {
    var interval = task.interval().orElseThrow();
    var open = new ArrayList<StepRows>();
    try {
      for (var one : StepRows.written(table, interval, INTERVALS).keySet()) {
        StepRows.of(lake, connection, table, task.over(one)).ifPresent(open::add);
      }
      var today = StepRows.of(lake, connection, table, task);
      today.ifPresent(open::add);
      return today.isEmpty() || open.size() == 1
          ? Optional.empty()
          : RatioMiddles.of(
              new SampleReader(connection)
                  .read(
                      open.stream().map(StepRows::relation).toList(), ROWS_OF_EACH * open.size()));
    } finally {
      open.forEach(StepRows::close);
    }
  }
}
