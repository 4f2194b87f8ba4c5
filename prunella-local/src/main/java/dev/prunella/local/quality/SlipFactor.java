package dev.prunella.local.quality;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.TypeClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The power of ten by which a cell is off, as told by what such rows usually have: its column, or
 * its ratio to another number of the row, among rows of the same group. Only a relation is asked
 * that holds so closely in all other rows that ten times as much cannot be chance. Not thread-safe.
 */
final class SlipFactor {
  /** How far rows may stray from their group's middle, as a logarithm: less than 25 %. */
  private static final double CLOSE = 0.22;

  /** How near a power of ten must bring a value to its usual one, as a logarithm. */
  private static final double NEAR = 0.4;

  private static final int FEWEST_ROWS = 8;
  private static final int MOST_GROUPS = 6;
  private static final int MOST_NUMBERS = 8;

  private final Connection connection;
  private final String others;
  private final List<String> groups;
  private final List<String> numbers;
  private final String column;
  private Optional<Relation> closest = Optional.empty();
  private boolean isLookedFor;

  /**
   * @param others all rows but those of slips, as stands in a FROM clause
   * @param columns of the table
   * @param column of the cells
   */
  SlipFactor(Connection connection, String others, List<TableColumns> columns, String column) {
    this.connection = connection;
    this.others = others;
    this.column = column;
    this.groups = names(columns, TypeClass.TEXT, MOST_GROUPS);
    this.numbers = names(columns, TypeClass.NUMBER, MOST_NUMBERS);
  }

  private List<String> names(List<TableColumns> columns, TypeClass type, int most) {
    return columns.stream()
        .filter(c -> c.type() == type && !c.name().equals(column))
        .map(TableColumns::name)
        .limit(most)
        .toList();
  }

  /**
   * What was told.
   *
   * @param factor that takes the slip back
   * @param sentence by what, with values
   */
  record Told(double factor, String sentence) {}

  /** What the column holds in all other rows, in absolute numbers. */
  record Usual(double middle, double greatest, long rows) {}

  private record Relation(String group, Optional<String> under, double strays) {
    String words(String column) {
      return column + under.map(u -> " / " + u).orElse("") + " by " + group;
    }
  }

  private record Distance(double logarithm, long rows) {}

  /**
   * The factor of a cell; the detector's own, where it is known.
   *
   * @param slip its row, as stands in a FROM clause
   */
  Optional<Told> of(String slip, Transformation.Cell cell) throws SQLException {
    if (cell.factor() != 1) {
      return Optional.of(new Told(cell.factor(), "so much is usual for its key"));
    }
    var best = closest();
    if (best.isEmpty()) {
      return Optional.empty();
    }
    var distance = distance(slip, best.get());
    if (distance.isEmpty() || distance.get().rows() < FEWEST_ROWS) {
      return Optional.empty();
    }
    double logarithm = distance.get().logarithm();
    double power = Math.rint(logarithm / Math.log(10));
    if (power == 0 || Math.abs(logarithm - power * Math.log(10)) > NEAR) {
      return Optional.empty();
    }
    return Optional.of(
        new Told(
            Math.pow(10, -power),
            String.format(
                Locale.ROOT,
                "%s is %.3g times that of %,d other rows, of which 99 %% stray by less than %.0f %%",
                best.get().words(column),
                Math.exp(logarithm),
                distance.get().rows(),
                100 * (Math.exp(best.get().strays()) - 1))));
  }

  Usual usual() throws SQLException {
    var x = "abs(CAST(" + Sql.identifier(column) + " AS DOUBLE))";
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT median(" + x + "), max(" + x + "), count(*) FROM " + others)) {
      rows.next();
      return new Usual(rows.getDouble(1), rows.getDouble(2), rows.getLong(3));
    }
  }

  /** The relation that holds most closely; empty where none holds closely enough. */
  private Optional<Relation> closest() throws SQLException {
    if (isLookedFor) {
      return closest;
    }
    closest = lookForClosest();
    isLookedFor = true;
    return closest;
  }

  private Optional<Relation> lookForClosest() throws SQLException {
    Optional<Relation> best = Optional.empty();
    var unders = new ArrayList<Optional<String>>();
    unders.add(Optional.empty());
    numbers.forEach(n -> unders.add(Optional.of(n)));
    for (var group : groups) {
      for (var under : unders) {
        double strays = strays(group, under);
        if (strays <= CLOSE && best.filter(b -> b.strays() <= strays).isEmpty()) {
          best = Optional.of(new Relation(group, under, strays));
        }
      }
    }
    return best;
  }

  private static String logarithm(String column, Optional<String> under) {
    var x = "CAST(" + Sql.identifier(column) + " AS DOUBLE)";
    var d = under.map(u -> "CAST(" + Sql.identifier(u) + " AS DOUBLE)").orElse("1.0");
    return "CASE WHEN "
        + x
        + " <> 0 AND "
        + x
        + " / "
        + d
        + " > 0 THEN ln("
        + x
        + " / "
        + d
        + ")"
        + " END";
  }

  /** How far 99 of 100 rows stay from their group's middle, as a logarithm; else infinite. */
  private double strays(String group, Optional<String> under) throws SQLException {
    var sql =
        "WITH r AS (SELECT CAST("
            + Sql.identifier(group)
            + " AS VARCHAR) AS g, "
            + logarithm(column, under)
            + " AS x FROM "
            + others
            + "), m AS (SELECT g, median(x) AS m, count(x) AS n FROM r GROUP BY g)"
            + " SELECT quantile_cont(abs(x - m), 0.99), count(x) FROM r JOIN m USING (g) WHERE n >= "
            + FEWEST_ROWS;
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      double strays = rows.getDouble(1);
      return rows.wasNull() || rows.getLong(2) < FEWEST_ROWS ? Double.POSITIVE_INFINITY : strays;
    }
  }

  /** How far a row is from the middle of its group, as a logarithm. */
  private Optional<Distance> distance(String slip, Relation by) throws SQLException {
    var g = "CAST(" + Sql.identifier(by.group()) + " AS VARCHAR)";
    var x = logarithm(column, by.under());
    var sql =
        "SELECT (SELECT "
            + x
            + " FROM "
            + slip
            + ") - median("
            + x
            + "), count("
            + x
            + ") FROM "
            + others
            + " WHERE "
            + g
            + " = (SELECT "
            + g
            + " FROM "
            + slip
            + ")";
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      double distance = rows.getDouble(1);
      return rows.wasNull()
          ? Optional.empty()
          : Optional.of(new Distance(distance, rows.getLong(2)));
    }
  }
}
