package dev.prunella.local.quality;

import dev.prunella.incident.Amendment;
import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.engine.StepRows;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.Transformation;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;

/**
 * Single cells in which a digit slipped, each by the key of its row, with its exact values: a power
 * of ten is taken back without rounding, or not at all. Thread-safe.
 */
public final class SlippedCells {
  /** So many intervals before are looked at for what was usual. */
  private static final int EARLIER = 28;

  private final LocalLake lake;

  public SlippedCells(LocalLake lake) {
    this.lake = lake;
  }

  /**
   * What was found.
   *
   * @param evidence what speaks for it, with values: for people who may see them
   */
  public record Found(List<Amendment.Cell> cells, List<String> evidence) {
    public Found {
      cells = List.copyOf(cells);
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * Finds them among an interval's rows.
   *
   * @param task for the interval
   * @param inverse what takes the slips back
   * @param key columns that find a row at the source
   * @return empty unless each cell is in one row that its key alone finds, and its value is exact
   * @throws DuckDbException if rows cannot be read
   */
  public Optional<Found> find(
      Table table, StepTask task, Transformation.Cells inverse, List<String> key) {
    try (var lease = lake.duckDb().lease()) {
      var connection = lease.connection();
      var rows = StepRows.of(lake, connection, table, task);
      if (rows.isEmpty()) {
        return Optional.empty();
      }
      try (var interval = rows.get()) {
        if (!new HashSet<>(interval.columns()).containsAll(key)
            || !interval.columns().contains(inverse.column())) {
          return Optional.empty();
        }
        var usual = usual(connection, table, task, inverse.column(), interval);
        return find(connection, interval.relation(), inverse, key, usual);
      }
    } catch (SQLException e) {
      throw new DuckDbException("the rows of slips cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<Found> find(
      Connection connection,
      String relation,
      Transformation.Cells inverse,
      List<String> key,
      Usual usual)
      throws SQLException {
    var cells = new ArrayList<Amendment.Cell>();
    var evidence = new ArrayList<String>();
    for (var cell : inverse.cells()) {
      var before = row(connection, relation, inverse.column(), cell, key);
      var after = before.flatMap(b -> withoutSlip(b.value(), cell.factor()));
      if (after.isEmpty() || !isAlone(connection, relation, before.get().key())) {
        return Optional.empty();
      }
      var found =
          new Amendment.Cell(
              before.get().key(), inverse.column(), before.get().value(), after.get());
      cells.add(found);
      evidence.add(usual.beside(found));
    }
    return Optional.of(new Found(cells, evidence));
  }

  private record Row(Map<String, String> key, String value) {}

  /** The one row of a cell; empty where there is none, or more than one. */
  private static Optional<Row> row(
      Connection connection,
      String relation,
      String column,
      Transformation.Cell cell,
      List<String> key)
      throws SQLException {
    var c = Sql.identifier(column);
    var sql =
        "SELECT CAST("
            + c
            + " AS VARCHAR)"
            + key.stream()
                .map(k -> ", CAST(" + Sql.identifier(k) + " AS VARCHAR)")
                .collect(Collectors.joining())
            + " FROM "
            + relation
            + " WHERE "
            + where(cell.row())
            + "abs(CAST("
            + c
            + " AS DOUBLE) - "
            + cell.value()
            + ") <= 1e-9 * abs("
            + cell.value()
            + ") LIMIT 2";
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        return Optional.empty();
      }
      var names = new HashMap<String, String>();
      for (int i = 0; i < key.size(); i++) {
        var value = rows.getString(2 + i);
        if (value == null) {
          return Optional.empty();
        }
        names.put(key.get(i), value);
      }
      var row = new Row(names, rows.getString(1));
      return rows.next() ? Optional.empty() : Optional.of(row);
    }
  }

  /** Whether a key finds one row. */
  private static boolean isAlone(Connection connection, String relation, Map<String, String> key)
      throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*) FROM " + relation + " WHERE " + where(key) + "true")) {
      rows.next();
      return rows.getLong(1) == 1;
    }
  }

  private static String where(Map<String, String> row) {
    return row.entrySet().stream()
        .map(
            e ->
                "CAST("
                    + Sql.identifier(e.getKey())
                    + " AS VARCHAR) = "
                    + Sql.literal(e.getValue())
                    + " AND ")
        .collect(Collectors.joining());
  }

  /** A value without the power of ten, in as many decimals; empty where that would round. */
  static Optional<String> withoutSlip(String value, double factor) {
    double power = Math.log10(factor);
    int shift = (int) Math.rint(power);
    if (shift == 0 || Math.abs(power - shift) > 1e-9 || !value.matches("-?[0-9]+(\\.[0-9]+)?")) {
      return Optional.empty();
    }
    var before = new BigDecimal(value);
    var after = before.scaleByPowerOfTen(shift).stripTrailingZeros();
    return after.scale() > before.scale()
        ? Optional.empty()
        : Optional.of(after.setScale(before.scale()).toPlainString());
  }

  /** What a column held otherwise, in absolute numbers. */
  private record Usual(double middle, double greatest, long intervals) {
    String beside(Amendment.Cell cell) {
      double value = Math.abs(Double.parseDouble(cell.before()));
      return String.format(
          Locale.ROOT,
          "%s of %s: %s -> %s; %.3g times the middle of its interval, %.3g times the greatest of %d"
              + " intervals before",
          cell.column(),
          cell.key().entrySet().stream()
              .map(e -> e.getKey() + " " + e.getValue())
              .collect(Collectors.joining(", ")),
          cell.before(),
          cell.after(),
          value / middle,
          value / greatest,
          intervals);
    }
  }

  private Usual usual(
      Connection connection, Table table, StepTask task, String column, StepRows interval)
      throws SQLException {
    var x = "abs(CAST(" + Sql.identifier(column) + " AS DOUBLE))";
    double middle = number(connection, "SELECT median(" + x + ") FROM " + interval.relation());
    double greatest = 0;
    long intervals = 0;
    for (var of : StepRows.written(table, task.interval().orElseThrow(), EARLIER).keySet()) {
      var earlier =
          new StepTask(
              task.branch(),
              task.run(),
              task.step(),
              Optional.of(of),
              task.calendar(),
              task.runAt(),
              task.seed(),
              task.fingerprint());
      var rows = StepRows.of(lake, connection, table, earlier);
      if (rows.isPresent()) {
        try (var before = rows.get()) {
          greatest =
              Math.max(
                  greatest,
                  number(
                      connection, "SELECT coalesce(max(" + x + "), 0) FROM " + before.relation()));
          intervals++;
        }
      }
    }
    return new Usual(middle, greatest, intervals);
  }

  private static double number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getDouble(1);
    }
  }
}
