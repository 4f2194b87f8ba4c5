package dev.prunella.local.quality;

import dev.prunella.incident.Amendment;
import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.engine.StepRows;
import dev.prunella.local.engine.TransformationSql;
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
  private final LocalLake lake;

  public SlippedCells(LocalLake lake) {
    this.lake = lake;
  }

  /**
   * What was found.
   *
   * @param evidence what speaks for it, with values: for people who may see them
   * @param inverse the same as a change of what was loaded
   */
  public record Found(
      List<Amendment.Cell> cells, List<String> evidence, Transformation.Cells inverse) {
    public Found {
      cells = List.copyOf(cells);
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * Finds them among an interval's rows.
   *
   * @param table where the interval's rows are, and those of intervals before
   * @param task for the interval
   * @param wrong the cells; a factor of 1 where it is not known yet
   * @param key columns that find a row at the source
   * @return empty unless each cell is in one row that its key alone finds, its power of ten is
   *     told, and its value is exact
   * @throws DuckDbException if rows cannot be read
   */
  public Optional<Found> find(
      Table table, StepTask task, Transformation.Cells wrong, List<String> key) {
    try (var lease = lake.duckDb().lease()) {
      var connection = lease.connection();
      var rows = StepRows.of(lake, connection, table, task);
      if (rows.isEmpty()) {
        return Optional.empty();
      }
      try (var interval = rows.get();
          var all = lake.reader().scan(connection, table, ScanRequest.everything())) {
        if (!new HashSet<>(interval.columns()).containsAll(key)
            || !interval.columns().contains(wrong.column())) {
          return Optional.empty();
        }
        var others =
            "(SELECT * FROM "
                + all.sql()
                + " AS t WHERE NOT coalesce("
                + wrong.cells().stream()
                    .map(cell -> "(" + TransformationSql.isCell(wrong.column(), cell) + ")")
                    .collect(Collectors.joining(" OR "))
                + ", false))";
        var columns = TableColumns.of(connection, interval.relation());
        return find(
            connection,
            interval.relation(),
            new SlipFactor(connection, others, columns, wrong.column()),
            wrong,
            key);
      }
    } catch (SQLException e) {
      throw new DuckDbException("the rows of slips cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<Found> find(
      Connection connection,
      String relation,
      SlipFactor factors,
      Transformation.Cells wrong,
      List<String> key)
      throws SQLException {
    var cells = new ArrayList<Amendment.Cell>();
    var inverse = new ArrayList<Transformation.Cell>();
    var evidence = new ArrayList<String>();
    for (var cell : wrong.cells()) {
      var slip =
          "(SELECT * FROM "
              + relation
              + " WHERE "
              + TransformationSql.isCell(wrong.column(), cell)
              + " LIMIT 2)";
      var row = row(connection, slip, wrong.column(), key);
      if (row.isEmpty() || !isAlone(connection, relation, row.get().key())) {
        return Optional.empty();
      }
      var told = factors.of(slip, cell);
      var after = told.flatMap(t -> withoutSlip(row.get().value(), t.factor()));
      if (after.isEmpty()) {
        return Optional.empty();
      }
      cells.add(
          new Amendment.Cell(row.get().key(), wrong.column(), row.get().value(), after.get()));
      inverse.add(new Transformation.Cell(cell.row(), cell.value(), told.get().factor()));
      evidence.add(sentence(cells.getLast(), told.get(), factors));
    }
    return Optional.of(
        new Found(cells, evidence, new Transformation.Cells(wrong.column(), inverse)));
  }

  private static String sentence(Amendment.Cell cell, SlipFactor.Told told, SlipFactor factors)
      throws SQLException {
    var usual = factors.usual();
    double value = Math.abs(Double.parseDouble(cell.before()));
    return String.format(
        Locale.ROOT,
        "%s of %s: %s -> %s; %.3g times the middle and %.3g times the greatest of %,d other rows; %s",
        cell.column(),
        cell.key().entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", ")),
        cell.before(),
        cell.after(),
        value / usual.middle(),
        value / usual.greatest(),
        usual.rows(),
        told.sentence());
  }

  private record Row(Map<String, String> key, String value) {}

  /** The one row of a cell; empty where there is none, or more than one. */
  private static Optional<Row> row(
      Connection connection, String slip, String column, List<String> key) throws SQLException {
    var sql =
        "SELECT CAST("
            + Sql.identifier(column)
            + " AS VARCHAR)"
            + key.stream()
                .map(k -> ", CAST(" + Sql.identifier(k) + " AS VARCHAR)")
                .collect(Collectors.joining())
            + " FROM "
            + slip;
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
                "SELECT count(*) FROM " + relation + " WHERE " + TransformationSql.isRow(key))) {
      rows.next();
      return rows.getLong(1) == 1;
    }
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
}
