package dev.prunella.local.engine;

import dev.prunella.contract.RowGuard;
import dev.prunella.local.LocalLake;
import dev.prunella.local.contract.ContractSql;
import dev.prunella.local.contract.RowSql;
import dev.prunella.local.duckdb.Manifests;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.duckdb.StatementException;
import dev.prunella.local.duckdb.TableWriter;
import dev.prunella.local.duckdb.WriteRequest;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Quarantined;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Lays rows aside that break a rule of the contract, before the others are written: each row of the
 * step goes to its table or, with the rule and the run, to the table's quarantine, and never
 * nowhere. Where more rows than the contract allows break a rule, none is laid aside, and {@link
 * NothingLost} holds the publication, so that they are seen where they are.
 */
final class Quarantine {
  private static final String RULE = "_rule";
  private static final String REASON = "_reason";
  static final String RUN = "_run";
  static final String OF_INTERVAL = "_of_interval";
  private static final String AT = "_quarantined_at";
  private static final String BROKEN = "_prunella_broken";

  private final LocalLake lake;
  private final Connection connection;
  private final StepTask task;
  private final List<RowGuard> guards;
  private final Target target;
  private final TableName name;
  private final Path staging;
  private final String rows = "prunella_rows_" + UUID.randomUUID().toString().replace("-", "");
  private Map<String, Long> byRule = Map.of();
  private long aside;
  private long overShare;
  private long all;

  /** The quarantine of a step's table, which need not be there yet. */
  Quarantine(LocalLake lake, Connection connection, StepTask task) {
    this.lake = lake;
    this.connection = connection;
    this.task = task;
    this.guards = task.step().guards();
    this.name = task.step().quarantine();
    this.target = Target.of(lake, task, name, "quarantine of " + task.table());
    this.staging = lake.writer().stagingFolder(target.place());
  }

  /** Where it writes. */
  Path writable() {
    return staging;
  }

  /**
   * Computes the rows once, and looks at each.
   *
   * @return the query of those that are written to the table
   */
  String split(String query, Schema schema) throws SQLException {
    var conditions = new LinkedHashMap<RowGuard, String>();
    for (var guard : guards) {
      conditions.put(guard, failing(guard, schema));
    }
    compute(query, conditions);
    count();
    if (tooMany()) {
      overShare = aside;
      aside = 0;
      byRule = Map.of();
      return "SELECT * EXCLUDE (" + BROKEN + ") FROM " + rows;
    }
    return "SELECT * EXCLUDE (" + BROKEN + ") FROM " + rows + " WHERE len(" + BROKEN + ") = 0";
  }

  private String failing(RowGuard guard, Schema schema) {
    try {
      ContractSql.require(connection, guard.condition());
      return RowSql.failing(guard.condition(), schema);
    } catch (IllegalArgumentException | QueryException e) {
      throw new FaultException(
          Kind.SCHEMA_CHANGED,
          "the contract's rule " + guard.rule() + " cannot be put to the rows: " + e.getMessage(),
          "let a person bring the contract and the step together");
    }
  }

  private void compute(String query, Map<RowGuard, String> conditions) throws SQLException {
    var broken = new ArrayList<String>();
    conditions.forEach(
        (guard, failing) ->
            broken.add("CASE WHEN " + failing + " THEN " + Sql.literal(guard.rule()) + " END"));
    var statement =
        "CREATE TEMP TABLE "
            + rows
            + " AS SELECT *, list_filter(["
            + String.join(", ", broken)
            + "], lambda x: x IS NOT NULL) AS "
            + BROKEN
            + " FROM ("
            + query
            + "\n) AS q";
    try (var sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new StatementException(task.table() + ": " + e.getMessage(), statement, e);
    }
  }

  private void count() throws SQLException {
    var counts = new HashMap<String, Long>();
    try (var sql = connection.createStatement();
        var row =
            sql.executeQuery("SELECT count(*), count_if(len(" + BROKEN + ") > 0) FROM " + rows)) {
      row.next();
      all = row.getLong(1);
      aside = row.getLong(2);
    }
    if (aside > 0) {
      try (var sql = connection.createStatement();
          var row =
              sql.executeQuery(
                  "SELECT rule, count(*) FROM (SELECT unnest("
                      + BROKEN
                      + ") AS rule FROM "
                      + rows
                      + ") GROUP BY rule")) {
        while (row.next()) {
          counts.put(row.getString(1), row.getLong(2));
        }
      }
    }
    byRule = counts;
  }

  private boolean tooMany() {
    return guards.stream()
        .anyMatch(
            guard ->
                BigDecimal.valueOf(byRule.getOrDefault(guard.rule(), 0L))
                        .compareTo(guard.maxShare().multiply(BigDecimal.valueOf(all)))
                    > 0);
  }

  /** How many rows the step gave, those laid aside among them. */
  long all() {
    return all;
  }

  /** How many broke a rule where these were too many to be laid aside; 0 where they were not. */
  long overShare() {
    return overShare;
  }

  /** How many of them are laid aside. */
  long aside() {
    return aside;
  }

  /**
   * Writes what is laid aside, in the place of what an earlier run laid aside of the same; to be
   * called when the table itself is committed.
   *
   * @return empty when there is nothing, and nothing was
   */
  Optional<Quarantined> write(TableWriter writer) throws SQLException {
    var there = target.there();
    var replaced = replaced();
    boolean earlier = there.isPresent() && !Room.plan(there.get(), replaced).isEmpty();
    if (aside == 0 && !earlier) {
      return Optional.empty();
    }
    var query = query();
    var schema = schema(query);
    var transaction =
        there.isPresent()
            ? target.change(Columns.widen(there.get().schema(), schema, name))
            : target.create(schema, partitions(schema), target.place().location());
    var files =
        aside == 0
            ? List.<DataFile>of()
            : writer.write(
                connection,
                transaction.table(),
                WriteRequest.of(query)
                    .giving(schema.columns().stream().map(NestedField::name).toList()),
                staging);
    commit(transaction, there.isPresent(), replaced, files);
    return Optional.of(new Quarantined(name, target.before(), target.after(lake), aside, byRule));
  }

  private void commit(
      Transaction transaction, boolean exists, Expression replaced, List<DataFile> files) {
    OverwriteFiles overwrite = transaction.newOverwrite();
    Manifests.of(transaction.table(), overwrite);
    if (exists) {
      overwrite.overwriteByRowFilter(replaced);
      target.snapshot().ifPresent(overwrite::validateFromSnapshot);
      overwrite.conflictDetectionFilter(replaced).validateNoConflictingData();
    }
    files.forEach(overwrite::addFile);
    StepSummary.of(task).forEach(overwrite::set);
    overwrite.commit();
    transaction.commitTransaction();
  }

  private static PartitionSpec partitions(Schema schema) {
    return PartitionSpec.builderFor(schema).identity(OF_INTERVAL).build();
  }

  /** Whether a table is one where rows are laid aside, by interval. */
  static boolean isByInterval(Table table) {
    return table.spec().isPartitioned()
        && table.spec().fields().stream().allMatch(f -> f.name().equals(OF_INTERVAL));
  }

  /** What an earlier run of the same has laid aside. */
  private Expression replaced() {
    if (task.interval().isPresent()) {
      return Expressions.equal(OF_INTERVAL, task.intervalLabel().orElse(""));
    }
    return task.step().how() instanceof Materialization.Append
        ? Expressions.equal(RUN, task.run().toString())
        : Expressions.alwaysTrue();
  }

  private String query() {
    var reasons =
        guards.stream()
            .map(
                guard ->
                    "CASE WHEN list_contains("
                        + BROKEN
                        + ", "
                        + Sql.literal(guard.rule())
                        + ") THEN "
                        + Sql.literal(guard.reason())
                        + " END")
            .collect(Collectors.joining(", "));
    return "SELECT * EXCLUDE ("
        + BROKEN
        + "), array_to_string("
        + BROKEN
        + ", ', ') AS "
        + RULE
        + ", concat_ws('; ', "
        + reasons
        + ") AS "
        + REASON
        + ", "
        + Sql.literal(task.run().toString())
        + " AS "
        + RUN
        + ", "
        + Sql.literal(task.intervalLabel().orElse(""))
        + " AS "
        + OF_INTERVAL
        + ", CAST("
        + Sql.literal(task.runAt().toString())
        + " AS TIMESTAMPTZ) AS "
        + AT
        + " FROM "
        + rows
        + " WHERE len("
        + BROKEN
        + ") > 0";
  }

  private Schema schema(String query) throws SQLException {
    try (var prepared = connection.prepareStatement(query)) {
      return Columns.of(prepared.getMetaData(), name);
    }
  }
}
