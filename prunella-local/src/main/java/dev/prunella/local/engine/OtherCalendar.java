package dev.prunella.local.engine;

import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.duckdb.TableReader;
import dev.prunella.local.sql.SqlLiteral;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.StepTask;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Looks for rows of a source that were loaded for an interval which overlaps the one that is to be
 * loaded: a day of another time zone, the week that the day is in. A load would take some of them
 * away, or bring them a second time; so it is refused.
 */
final class OtherCalendar {
  private final StepTask task;
  private final DataInterval interval;
  private final Table table;

  private OtherCalendar(StepTask task, DataInterval interval, Table table) {
    this.task = task;
    this.interval = interval;
    this.table = table;
  }

  /** Fails where there are such rows. For a load by interval. */
  static void requireNone(Connection connection, TableReader reader, StepTask task, Table there)
      throws SQLException {
    if (task.interval().isPresent() && there.schema().findField(BatchReader.INTERVAL) != null) {
      new OtherCalendar(task, task.interval().get(), there).requireNone(connection, reader);
    }
  }

  private void requireNone(Connection connection, TableReader reader) throws SQLException {
    var known = newestByStart();
    var others =
        known.values().stream()
            .filter(other -> interval.overlaps(other) && !interval.equals(other))
            .map(DataInterval::start)
            .distinct()
            .sorted()
            .toList();
    var filter = filter(others);
    if (Room.plan(table, filter).isEmpty()) {
      return;
    }
    var column = "t." + Sql.identifier(BatchReader.INTERVAL);
    try (var scan = reader.scan(connection, table, ScanRequest.everything().where(filter));
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT epoch_us(min(%1$s)), count(*) FROM %2$s AS t WHERE %3$s"
                    .formatted(column, scan.sql(), condition(column, others)))) {
      row.next();
      if (row.getLong(2) > 0) {
        var start = Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS);
        throw new FaultException(fault(start, known, row.getLong(2)));
      }
    }
  }

  /** The rows that bear a start were brought by the newest load of it. */
  private Map<Instant, DataInterval> newestByStart() {
    var newest = new HashMap<Instant, DataInterval>();
    StepSnapshot.newestFirst(table)
        .flatMap(snapshot -> snapshot.interval().stream())
        .forEach(of -> newest.putIfAbsent(of.start(), of));
    return newest;
  }

  private Expression filter(List<Instant> others) {
    Expression within =
        Expressions.and(
            Expressions.greaterThan(BatchReader.INTERVAL, micros(interval.start())),
            Expressions.lessThan(BatchReader.INTERVAL, micros(interval.end())));
    return others.isEmpty()
        ? within
        : Expressions.or(
            within,
            Expressions.in(
                BatchReader.INTERVAL, others.stream().map(OtherCalendar::micros).toList()));
  }

  private String condition(String column, List<Instant> others) {
    var within =
        "(%1$s > %2$s AND %1$s < %3$s)"
            .formatted(column, SqlLiteral.of(interval.start()), SqlLiteral.of(interval.end()));
    return others.isEmpty()
        ? within
        : others.stream()
            .map(start -> SqlLiteral.of(start).toString())
            .collect(Collectors.joining(", ", within + " OR " + column + " IN (", ")"));
  }

  private Fault fault(Instant start, Map<Instant, DataInterval> known, long rows) {
    var other = known.get(start);
    return Fault.of(
            Kind.CONSTRAINT,
            "%s has %s of the interval %s%s, which overlaps %s: a load for %s would take them away, or bring them twice"
                .formatted(
                    task.table(),
                    rows == 1 ? "1 row" : rows + " rows",
                    start,
                    other == null ? "" : "/" + other.end(),
                    interval.start() + "/" + interval.end(),
                    task.intervalLabel().orElse("this interval")),
            "give the pipeline back the interval and zone with which the table was loaded; to change them,"
                + " prunella table drop "
                + task.table()
                + " and backfill it")
        .at(task.step().place())
        .with("interval", start.toString())
        .with("rows", Long.toString(rows));
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }
}
