package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.StepTask;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The rows of a query that do not lie in the run's interval. While all do, they cost nothing: the
 * query is read once, and fails at the first that does not.
 */
final class OutsideRows {
  private static final String MARK = "prunella: a row lies outside:";

  private final StepTask task;
  private final IntervalRange range;
  private final String query;

  OutsideRows(StepTask task, IntervalRange range, String query) {
    this.task = task;
    this.range = range;
    this.query = query;
  }

  /**
   * The query, failing at such a row. The value is looked at where it is given: a condition would
   * be moved down the query, to rows that it does not give.
   */
  String refused() {
    var column = Sql.identifier(range.column());
    return "SELECT * REPLACE (CASE WHEN %2$s THEN %1$s ELSE CAST(error(concat(%3$s, ' ', CAST(%1$s AS VARCHAR))) AS %4$s) END AS %1$s) FROM (%5$s\n) AS q"
        .formatted(column, range.sql(), Sql.literal(MARK), range.duckDbType(), query);
  }

  static boolean isCause(SQLException e) {
    return SqlError.of(e).message().contains(MARK);
  }

  /** Counts them, which computes the query once more. */
  Fault fault(Connection connection) throws SQLException {
    var column = Sql.identifier(range.column());
    var sql =
        "SELECT count(*) FILTER (WHERE %1$s IS NOT NULL), min(CAST(%1$s AS VARCHAR)), max(CAST(%1$s AS VARCHAR)), count(*) FROM (%3$s\n) AS q WHERE NOT coalesce(%2$s, false)"
            .formatted(column, range.sql(), query);
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      long outside = row.getLong(1);
      long without = row.getLong(4) - outside;
      return Fault.of(
              Kind.CONSTRAINT,
              sentence(outside, without, row.getString(2), row.getString(3)),
              next())
          .at(task.step().place())
          .with("outside", Long.toString(outside))
          .with("without", Long.toString(without));
    }
  }

  private String sentence(long outside, long without, String least, String most) {
    var text = new StringBuilder(task.table().toString()).append(": ");
    if (outside > 0) {
      text.append(outside == 1 ? "1 row lies" : outside + " rows lie")
          .append(" outside ")
          .append(task.intervalLabel().orElse("the interval"))
          .append(outside == 1 ? ", with " : ", such as with ")
          .append(range.column())
          .append(' ')
          .append(least)
          .append(most.equals(least) ? "" : " and " + most);
    }
    if (without > 0) {
      text.append(outside > 0 ? ", and " : "")
          .append(without == 1 ? "1 row has no " : without + " rows have no ")
          .append(range.column());
    }
    return text.append("; none would be in the table").toString();
  }

  private String next() {
    return "correct the rows where they come from, have the query give the interval's rows only"
        + " (where %1$s >= $interval_start and %1$s < $interval_end), or leave them out knowingly: outside: drop"
            .formatted(range.column());
  }
}
