package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.Judge;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Verdict;
import dev.prunella.pipeline.Verdict.Standing;
import dev.prunella.refs.Entry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.iceberg.Table;

/**
 * Proves of a table whose rows may be laid aside that none is lost: the rows in the table and those
 * in its quarantine, counted where they stand, are as many as the step gave. Thread-safe.
 */
public final class NothingLost implements Judge {
  private static final String RULE = "given = written + quarantined";

  private final LocalLake lake;

  public NothingLost(LocalLake lake) {
    this.lake = lake;
  }

  @Override
  public boolean judges(Step step) {
    return !step.guards().isEmpty();
  }

  @Override
  public List<Verdict> judge(StepTask task, Entry made, StepWatch watch) {
    if (!(made instanceof Entry.Table entry)) {
      return List.of();
    }
    var table = lake.table(task.table().key(), entry);
    var snapshot = StepSummary.lastFor(task, table);
    if (snapshot.isEmpty() || snapshot.get().said(StepSummary.GIVEN).isEmpty()) {
      return List.of(
          Verdict.of(RULE, Standing.UNKNOWN, "the table does not say how many rows were given"));
    }
    try (var lease = lake.duckDb().lease()) {
      var query = QueryWatch.over(lease.connection());
      try (var _ = watch.onCancel(query::interrupt)) {
        return List.of(verdict(query.connection(), task, table, snapshot.get()));
      }
    } catch (SQLException e) {
      throw new DuckDbException(task.table() + " cannot be counted: " + e.getMessage(), e);
    }
  }

  private Verdict verdict(Connection connection, StepTask task, Table table, StepSnapshot snapshot)
      throws SQLException {
    long given = number(snapshot, StepSummary.GIVEN);
    long said = number(snapshot, StepSummary.QUARANTINED);
    long left = number(snapshot, StepSummary.LEFT_OUT);
    long over = number(snapshot, StepSummary.OVER_SHARE);
    if (over > 0) {
      return Verdict.of(
          RULE,
          Standing.HELD,
          "%,d of %,d rows break rules of the contract, more than it allows to lay aside"
              .formatted(over, given - left));
    }
    long aside = aside(connection, task);
    long written =
        task.step().how() instanceof Materialization.MergeBy
            ? given - said - left // what a merge writes cannot be counted apart afterwards
            : written(connection, task, table);
    if (given != written + aside + left || aside != said) {
      return Verdict.of(
          RULE,
          Standing.HELD,
          "%,d rows were given, %,d are in the table and %,d in %s"
              .formatted(given, written, aside, task.step().quarantine()));
    }
    return Verdict.of(
        RULE,
        aside == 0 ? Standing.PASSED : Standing.WARNED,
        aside == 0
            ? "%,d rows given and written".formatted(given - left)
            : "%,d of %,d rows are laid aside in %s"
                .formatted(aside, given - left, task.step().quarantine()));
  }

  private static long number(StepSnapshot snapshot, String name) {
    return snapshot.said(name).map(Long::parseLong).orElse(0L);
  }

  private long written(Connection connection, StepTask task, Table table) throws SQLException {
    try (var rows = StepRows.of(lake, connection, table, task).orElseThrow()) {
      return count(connection, rows.relation());
    }
  }

  private long aside(Connection connection, StepTask task) throws SQLException {
    var head = lake.lake().head(task.branch());
    var table = lake.table(head, task.step().quarantine().key());
    if (table.isEmpty()) {
      return 0;
    }
    try (var scan = lake.reader().scan(connection, table.get(), ScanRequest.everything())) {
      return count(
          connection,
          scan.sql()
              + " AS t WHERE "
              + Sql.identifier(column(task))
              + " = "
              + Sql.literal(of(task)));
    }
  }

  private static String column(StepTask task) {
    return task.interval().isPresent() ? Quarantine.OF_INTERVAL : Quarantine.RUN;
  }

  private static String of(StepTask task) {
    return task.intervalLabel().orElse(task.run().toString());
  }

  private static long count(Connection connection, String from) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM " + from)) {
      row.next();
      return row.getLong(1);
    }
  }
}
