package dev.prunella.local.quality;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.engine.StepRows;
import dev.prunella.local.quality.StatisticsBook.Baseline;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Reference;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics;
import java.sql.Connection;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * Knows rows again by the statistics that were kept of them when they were written. Thread-safe.
 */
public final class KeptStatistics {
  private final LocalLake lake;
  private final StatisticsBook book;

  KeptStatistics(LocalLake lake, StatisticsBook book) {
    this.lake = lake;
    this.book = book;
  }

  /**
   * Whether an interval's rows are those that were written first: their number, and of all rows and
   * of each column what is the same in any order.
   *
   * @param written the snapshot of the table that wrote them first
   * @param now the table with the rows that are compared
   * @param task the run of the step, for the interval
   * @return empty where nothing was kept of them, or not of all rows and columns, or where other
   *     rows could have the same statistics
   * @throws DuckDbException if rows cannot be read
   */
  public Optional<Boolean> areSame(long written, Table now, StepTask task, StepWatch watch) {
    var id = now.uuid().toString();
    var outline = book.baseline(id).map(Baseline::outline).filter(o -> o.rows() >= 1).orElse(null);
    var interval = task.interval().orElse(null);
    if (outline == null || interval == null) {
      return Optional.empty();
    }
    return book.statistics(id, StatisticsBook.id(outline), written)
        .filter(kept -> kept.start().equals(interval.start()))
        .flatMap(
            kept ->
                statistics(now, task, interval, outline, watch)
                    .map(kept::isOfSameRows)
                    .filter(same -> !same || kept.tellRowsApart()));
  }

  /** Empty where the outline leaves a column out: of that nothing is kept. */
  private Optional<Statistics> statistics(
      Table now, StepTask task, DataInterval interval, Outline outline, StepWatch watch) {
    return StepQuery.ask(
        lake,
        task,
        watch,
        task.table() + " cannot be compared",
        connection -> {
          try (var rows = StepRows.of(lake, connection, now, task).orElse(null)) {
            return rows != null && hasAll(outline, rows.columns())
                ? Optional.of(statistics(connection, rows, interval, task.zone(), outline))
                : Optional.<Statistics>empty();
          }
        });
  }

  private static boolean hasAll(Outline outline, List<String> columns) {
    return outline.columns().stream().map(c -> c.name()).toList().containsAll(columns);
  }

  private static Statistics statistics(
      Connection connection, StepRows rows, DataInterval interval, ZoneId zone, Outline outline) {
    // What is usual in history is not compared, so none is asked for.
    try (var reference =
        new ReferenceTables(connection, outline, Reference.of(outline, List.of()))) {
      return new IntervalRows(
              connection, rows.relation(), outline, reference, Span.of(interval, zone), 0)
          .statistics();
    }
  }
}
