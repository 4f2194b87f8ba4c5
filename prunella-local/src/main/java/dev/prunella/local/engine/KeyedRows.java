package dev.prunella.local.engine;

import dev.prunella.local.duckdb.DuckDbTypes;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.duckdb.TableReader;
import dev.prunella.local.duckdb.Values;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types.NestedField;

/** The rows that are merged by a key, computed once and kept in the step's DuckDB instance. */
final class KeyedRows {
  private final Connection connection;
  private final TableName table;
  private final List<NestedField> key;
  private final KeptRows kept;
  private final String rows;

  KeyedRows(Connection connection, TableName table, List<NestedField> key) {
    this.connection = connection;
    this.table = table;
    this.key = List.copyOf(key);
    this.kept = new KeptRows(connection);
    this.rows = kept.name();
  }

  void compute(String query) throws SQLException {
    kept.compute(query);
  }

  String query() {
    return "SELECT * FROM " + rows;
  }

  private String columns(String of) {
    return key.stream().map(k -> of + Sql.identifier(k.name())).collect(Collectors.joining(", "));
  }

  /** Fails when a key is missing or given twice. */
  void requireKey() throws SQLException {
    var empty =
        key.stream()
            .map(k -> Sql.identifier(k.name()) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM " + rows + " WHERE " + empty)) {
      row.next();
      if (row.getLong(1) > 0) {
        throw new FaultException(
            broken(
                "%s of (%s) %s NULL"
                    .formatted(
                        row.getLong(1) == 1 ? "1 row" : row.getLong(1) + " rows",
                        names(),
                        row.getLong(1) == 1 ? "has" : "have"),
                "nulls",
                row.getLong(1)));
      }
    }
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*), min(shown) FROM (SELECT concat_ws(', ', "
                    + columns("")
                    + ") AS shown FROM "
                    + rows
                    + " GROUP BY "
                    + columns("")
                    + " HAVING count(*) > 1)")) {
      row.next();
      if (row.getLong(1) > 0) {
        throw new FaultException(
            broken(
                "%s of (%s) given more than once, such as (%s)"
                    .formatted(
                        row.getLong(1) == 1 ? "1 value is" : row.getLong(1) + " values are",
                        names(),
                        row.getString(2)),
                "doubles",
                row.getLong(1)));
      }
    }
  }

  private Fault broken(String what, String fact, long count) {
    return Fault.of(
            Kind.CONSTRAINT,
            table + " is merged by a key that must be filled and unique: " + what,
            "filter or deduplicate the rows in the query, or merge by another key")
        .with(fact, Long.toString(count));
  }

  private String names() {
    return key.stream().map(NestedField::name).collect(Collectors.joining(", "));
  }

  /**
   * Takes back the rows of which the table has newer ones. A row without a value is older than any
   * with one; of two that are equally new the arriving one is taken.
   *
   * @return how many
   */
  long keepNewest(TableReader reader, Table there, String newest) throws SQLException {
    var within = bounds(there);
    if (within.isEmpty()) {
      return 0;
    }
    var column =
        Sql.identifier(Columns.require(there.schema(), table, List.of(newest)).getFirst().name());
    try (var scan = reader.scan(connection, there, ScanRequest.everything().where(within.get()))) {
      return kept.remove(
          "EXISTS (SELECT 1 FROM %1$s AS t WHERE %2$s AND (t.%3$s > %4$s.%3$s OR (%4$s.%3$s IS NULL AND t.%3$s IS NOT NULL)))"
              .formatted(scan.sql(), sameKey(rows + "."), column, rows));
    }
  }

  /**
   * Fails where rows would change what is there.
   *
   * @param later an interval that was merged already, and is later than that of the rows
   */
  void requireNoChange(TableReader reader, Table there, DataInterval later, String interval)
      throws SQLException {
    var within = bounds(there);
    if (within.isEmpty()) {
      return;
    }
    var differs = new ArrayList<String>();
    for (var column : kept.columns()) {
      var old = there.schema().caseInsensitiveFindField(column);
      if (old != null && key.stream().noneMatch(k -> k.name().equalsIgnoreCase(column))) {
        differs.add(
            "t.%1$s IS DISTINCT FROM TRY_CAST(r.%2$s AS %3$s)"
                .formatted(
                    Sql.identifier(old.name()),
                    Sql.identifier(column),
                    DuckDbTypes.of(old.type())));
      }
    }
    if (differs.isEmpty()) {
      return;
    }
    try (var scan = reader.scan(connection, there, ScanRequest.everything().where(within.get()));
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*), min(concat_ws(', ', %1$s)) FROM %2$s AS r JOIN %3$s AS t ON %4$s WHERE %5$s"
                    .formatted(
                        columns("r."),
                        rows,
                        scan.sql(),
                        sameKey("r."),
                        String.join(" OR ", differs)))) {
      row.next();
      if (row.getLong(1) > 0) {
        throw new FaultException(
            Fault.of(
                    Kind.CONSTRAINT,
                    "%s was merged for the interval %s since: the rows of %s would put older values over what is there, for %s of (%s), such as (%s)"
                        .formatted(
                            table,
                            later.start() + "/" + later.end(),
                            interval,
                            row.getLong(1) == 1 ? "1 value" : row.getLong(1) + " values",
                            names(),
                            row.getString(2)),
                    "name a column by which the newer row is known: materialized: merge by "
                        + names()
                        + " newest COLUMN; or prunella table drop "
                        + table
                        + " and backfill it in order")
                .with("changes", Long.toString(row.getLong(1))));
      }
    }
  }

  private String sameKey(String arriving) {
    return key.stream()
        .map(k -> arriving + Sql.identifier(k.name()) + " = t." + Sql.identifier(k.name()))
        .collect(Collectors.joining(" AND "));
  }

  /** The files that hold a row with one of the keys, and their other rows. */
  Room room(TableReader reader, Table there) throws SQLException {
    var within = bounds(there);
    if (within.isEmpty()) {
      return Room.NONE;
    }
    var candidates = Room.plan(there, within.get()).stream().map(FileScanTask::file).toList();
    var touched = new ArrayList<DataFile>();
    for (var candidate : candidates) {
      if (holdsKey(reader, there, within.get(), candidates, candidate)) {
        touched.add(candidate);
      }
    }
    if (touched.isEmpty()) {
      return Room.NONE;
    }
    var others = new HashSet<>(Room.locations(candidates));
    others.removeAll(Room.locations(touched));
    var scan =
        reader.scan(
            connection, there, ScanRequest.everything().where(within.get()).without(others));
    return new Room(List.of(), touched, Optional.of(new Room.Kept(scan, "NOT " + isAmongRows())));
  }

  private String isAmongRows() {
    return "EXISTS (SELECT 1 FROM " + rows + " AS r WHERE " + sameKey("r.") + ")";
  }

  private boolean holdsKey(
      TableReader reader,
      Table there,
      Expression within,
      List<DataFile> candidates,
      DataFile candidate)
      throws SQLException {
    var others = new HashSet<>(Room.locations(candidates));
    others.remove(candidate.location());
    var request =
        ScanRequest.everything()
            .where(within)
            .select(inTable(there).stream().map(NestedField::name).toList())
            .without(others);
    try (var scan = reader.scan(connection, there, request);
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT 1 FROM "
                    + scan.sql()
                    + " AS t WHERE "
                    + isAmongRows()
                    + ")")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private List<NestedField> inTable(Table there) {
    return Columns.require(there.schema(), table, key.stream().map(NestedField::name).toList());
  }

  /** In which range of every key column the rows lie; empty without rows. */
  private Optional<Expression> bounds(Table there) throws SQLException {
    var columns = inTable(there);
    var least = new ArrayList<String>();
    for (var column : columns) {
      var cast =
          "CAST(%s("
              + Sql.identifier(column.name())
              + ") AS "
              + DuckDbTypes.of(column.type())
              + ")";
      for (var bound : List.of("min", "max")) {
        least.add(Values.internalSql(cast.formatted(bound), column.type()));
      }
    }
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT " + String.join(", ", least) + " FROM " + rows)) {
      row.next();
      Expression all = Expressions.alwaysTrue();
      for (int i = 0; i < columns.size(); i++) {
        var column = columns.get(i);
        var low = Values.internal(row, 2 * i + 1, column.type());
        var high = Values.internal(row, 2 * i + 2, column.type());
        if (low == null || high == null) {
          return Optional.empty();
        }
        if (ordered(column)) {
          all =
              Expressions.and(
                  all,
                  Expressions.and(
                      Expressions.greaterThanOrEqual(column.name(), low),
                      Expressions.lessThanOrEqual(column.name(), high)));
        }
      }
      return Optional.of(all);
    }
  }

  /** Whether DuckDB and Iceberg put the values of a column into the same order. */
  private static boolean ordered(NestedField column) {
    return switch (column.type().typeId()) {
      case UUID, FLOAT, DOUBLE, BINARY, FIXED -> false;
      default -> true;
    };
  }
}
