package dev.prunella.local.quality;

import dev.prunella.quality.ColumnFacts;
import dev.prunella.quality.InferredRule;
import dev.prunella.quality.RowRule;
import dev.prunella.quality.Signal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Finds cells that end in the value of another column, which is empty in those rows. Where it is
 * not empty, hardly any value may end like that: else the ending is part of the value. Not
 * thread-safe.
 */
final class MergedCells {
  private static final int LEAST_ROWS = 5;
  private static final double MOST_MISSING = 0.3;

  /** The other column's values must return: so many rows for each of them. */
  private static final double RETURNS = 5;

  private static final int MOST_VALUES = 1_000;
  private static final double LEAST_MERGED = 0.5;
  private static final double MOST_OTHERWISE = 0.01;
  private static final double CONFIDENT = 0.99;

  private final Connection connection;
  private final CellTable cells;
  private final SuspicionTable found;

  MergedCells(Connection connection, CellTable cells, SuspicionTable found) {
    this.connection = connection;
    this.cells = cells;
    this.found = found;
  }

  /** Whether a column is one whose values could stand in another. */
  static boolean mayBeLost(ColumnFacts facts) {
    return !facts.numeric()
        && facts.missing() >= LEAST_ROWS
        && facts.missing() <= MOST_MISSING * facts.rows()
        && facts.whole()
        && facts.distinct() >= 2
        && facts.distinct() <= MOST_VALUES
        && facts.filled() >= RETURNS * facts.distinct();
  }

  /** Adds the cells of one pair of columns, if the rule holds. */
  Optional<InferredRule> add(int id, ColumnFacts in, ColumnFacts lost) throws SQLException {
    if (in.numeric() || in.name().equals(lost.name())) {
      return Optional.empty();
    }
    var x = "c" + cells.index(in.name());
    var y = "c" + cells.index(lost.name());
    var domain = "(SELECT DISTINCT " + y + " FROM " + CellTable.NAME + ")";
    var ending = "regexp_extract(" + x + ", '^.+[ ,;/|-]([^ ,;/|-]+)$', 1)";
    long merged = 0;
    long without = 0;
    long otherwise = 0;
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count_if("
                    + y
                    + " IS NULL AND e IN "
                    + domain
                    + "), count_if("
                    + y
                    + " IS NULL), count_if("
                    + y
                    + " IS NOT NULL AND e IN "
                    + domain
                    + ") FROM (SELECT "
                    + y
                    + ", "
                    + ending
                    + " AS e FROM "
                    + CellTable.NAME
                    + " WHERE "
                    + x
                    + " IS NOT NULL)")) {
      row.next();
      merged = row.getLong(1);
      without = row.getLong(2);
      otherwise = row.getLong(3);
    }
    long others = in.rows() - without;
    if (merged < LEAST_ROWS
        || merged < LEAST_MERGED * without
        || otherwise > MOST_OTHERWISE * others) {
      return Optional.empty();
    }
    for (var column : List.of(x, y)) {
      found.run(
          "INSERT INTO "
              + SuspicionTable.NAME
              + " SELECT rowid, "
              + column.substring(1)
              + ", '"
              + Signal.MERGED
              + "', "
              + id
              + ", "
              + CONFIDENT
              + ", "
              + (column.equals(x)
                  ? "rtrim(left(" + x + ", length(" + x + ") - length(e)), ' ,;/|-')"
                  : "e")
              + " FROM (SELECT rowid, "
              + x
              + ", "
              + y
              + ", "
              + ending
              + " AS e FROM "
              + CellTable.NAME
              + ") WHERE "
              + y
              + " IS NULL AND e IN "
              + domain);
    }
    return Optional.of(
        new InferredRule(
            new RowRule.Separate(in.name(), lost.name()), in.rows(), merged, CONFIDENT));
  }
}
