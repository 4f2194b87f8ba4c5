package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.Scan;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.StepTask;
import java.sql.Connection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The rows of a table for which one run of its step answers: those of its interval, those it
 * appended, or the whole table as it left it. What a merge has changed cannot be told apart
 * afterwards. Reads exact files until closed.
 */
public final class StepRows implements AutoCloseable {
  private final Scan scan;
  private final String relation;

  private StepRows(Scan scan, String condition) {
    this.scan = scan;
    var origin =
        scan.schema().columns().stream()
            .map(NestedField::name)
            .filter(OriginColumns::has)
            .map(Sql::identifier)
            .toList();
    this.relation =
        "(SELECT *"
            + (origin.isEmpty() ? "" : " EXCLUDE (" + String.join(", ", origin) + ")")
            + " FROM "
            + scan.sql()
            + " AS t WHERE "
            + condition
            + ")";
  }

  /**
   * Plans the read.
   *
   * @param table as it stands where it is looked at
   * @param task the run of the step, for its interval; need not be one that ran
   * @return empty for a table that is merged into, and for an interval of which nothing is known
   */
  public static Optional<StepRows> of(
      LocalLake lake, Connection connection, Table table, StepTask task) {
    var column = task.step().intervalColumn();
    if (column.isPresent()) {
      var range = IntervalRange.of(task, table.schema(), column.get());
      var request = ScanRequest.everything().where(range.expression());
      return Optional.of(new StepRows(lake.reader().scan(connection, table, request), range.sql()));
    }
    return switch (task.step().how()) {
      case Materialization.Full() ->
          StepSummary.lastFor(task, table)
              .map(StepSnapshot::id)
              .map(id -> all(lake, connection, table, ScanRequest.everything().at(id)));
      case Materialization.Append() ->
          StepSummary.lastFor(task, table)
              .map(
                  snapshot ->
                      all(
                          lake,
                          connection,
                          table,
                          ScanRequest.everything().without(others(table, snapshot))));
      case Materialization.IntervalBy _, Materialization.MergeBy _ -> Optional.empty();
    };
  }

  private static StepRows all(
      LocalLake lake, Connection connection, Table table, ScanRequest request) {
    return new StepRows(lake.reader().scan(connection, table, request), "true");
  }

  private static Set<String> others(Table table, StepSnapshot snapshot) {
    var added = Room.locations(snapshot.added(table));
    return Room.plan(table, Expressions.alwaysTrue()).stream()
        .map(t -> t.file())
        .map(DataFile::location)
        .filter(location -> !added.contains(location))
        .collect(Collectors.toSet());
  }

  /**
   * The intervals for which steps have written a table, the newest snapshot of each, the latest
   * interval first.
   *
   * @param before only intervals that begin earlier
   * @param most so many, the latest
   */
  public static Map<DataInterval, Long> written(Table table, DataInterval before, int most) {
    var newest = written(table, interval -> interval.start().isBefore(before.start()));
    var latest = new LinkedHashMap<DataInterval, Long>();
    newest.entrySet().stream().limit(most).forEach(e -> latest.put(e.getKey(), e.getValue()));
    return latest;
  }

  /** How many intervals steps have written a table for. */
  public static int intervals(Table table) {
    return written(table, _ -> true).size();
  }

  private static SortedMap<DataInterval, Long> written(Table table, Predicate<DataInterval> which) {
    var newest = new TreeMap<DataInterval, Long>(Comparator.reverseOrder());
    StepSnapshot.newestFirst(table)
        .forEach(
            snapshot ->
                snapshot
                    .interval()
                    .filter(which)
                    .ifPresent(interval -> newest.putIfAbsent(interval, snapshot.id())));
    return newest;
  }

  /** What stands in a FROM clause of the connection, in parentheses. */
  public String relation() {
    return relation;
  }

  /** The columns of {@link #relation}. */
  public Schema schema() {
    return new Schema(
        scan.schema().columns().stream().filter(c -> !OriginColumns.has(c.name())).toList());
  }

  /** Their names. */
  public List<String> columns() {
    return schema().columns().stream().map(NestedField::name).toList();
  }

  @Override
  public void close() {
    scan.close();
  }
}
