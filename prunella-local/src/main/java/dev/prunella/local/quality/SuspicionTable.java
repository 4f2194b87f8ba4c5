package dev.prunella.local.quality;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.quality.RowRule;
import dev.prunella.quality.Signal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What speaks against cells, in a temporary table: one row for each cell, signal and rule. Not
 * thread-safe.
 */
final class SuspicionTable {
  static final String NAME = "prunella_found";

  /** How many values are written in one statement. */
  private static final int AT_ONCE = 1_000;

  /** As in NumberSearch: money and percentages. */
  private static final String SIGNED = "[\\p{Sc}]?\\s*[-+]?[0-9]+([.,][0-9]+)*\\s*[%\\p{Sc}]?";

  private static final String UNIT = "^[-+]?[0-9]+(?:[.,][0-9]+)?\\s*([^0-9]+)$";

  /**
   * The replacement character, control characters between ASCII and Latin 1, and UTF-8 read as
   * Latin 1 or Windows-1252.
   */
  private static final String MISREAD =
      "[\\x{FFFD}\\x{80}-\\x{9F}]|[\\x{C2}\\x{C3}][\\x{80}-\\x{BF}]|\\x{E2}\\x{20AC}";

  private final Connection connection;
  private final CellTable cells;

  SuspicionTable(Connection connection, CellTable cells) throws SQLException {
    this.connection = connection;
    this.cells = cells;
    run(
        "CREATE OR REPLACE TEMP TABLE "
            + NAME
            + " (r BIGINT, c INTEGER, s VARCHAR, rule INTEGER, p DOUBLE, expected VARCHAR)");
  }

  /** Adds the cells that break a rule of one column; of other rules it knows nothing. */
  void add(int id, RowRule rule, double confidence) throws SQLException {
    int index = cells.index(rule.column());
    var x = "c" + index;
    switch (rule) {
      case RowRule.Complete r -> where(id, index, Signal.MISSING, confidence, x + " IS NULL");
      case RowRule.Unmarked r ->
          where(id, index, Signal.MARKER, confidence, x + " IN " + list(r.markers()));
      case RowRule.Plain r ->
          where(
              id,
              index,
              Signal.TEXT,
              confidence,
              "TRY_CAST("
                  + x
                  + " AS DOUBLE) IS NULL AND regexp_full_match("
                  + x
                  + ", "
                  + Sql.literal(SIGNED)
                  + ")");
      case RowRule.OneUnit r ->
          where(
              id,
              index,
              Signal.TEXT,
              confidence,
              "regexp_extract(" + x + ", " + Sql.literal(UNIT) + ", 1) IN " + list(r.units()));
      case RowRule.Shaped r -> where(id, index, Signal.SHAPE, confidence, unshaped(x, r));
      case RowRule.Spelled r -> spelled(id, index, r.slips(), confidence);
      case RowRule.Decoded r ->
          where(
              id,
              index,
              Signal.ENCODING,
              confidence,
              "regexp_matches(" + x + ", " + Sql.literal(MISREAD) + ")");
      case RowRule.Distinct r ->
          where(
              id,
              index,
              Signal.REPEATED,
              confidence,
              x
                  + " IN (SELECT "
                  + x
                  + " FROM "
                  + CellTable.NAME
                  + " WHERE "
                  + x
                  + " IS NOT NULL GROUP BY 1 HAVING count(*) > 1)");
      case RowRule.Determined r -> throw new IllegalArgumentException(r.words());
      case RowRule.Separate r -> throw new IllegalArgumentException(r.words());
      case RowRule.Near r -> throw new IllegalArgumentException(r.words());
    }
  }

  private static String unshaped(String x, RowRule.Shaped rule) {
    var unlike = CellTable.coarse(x) + " NOT IN " + list(rule.shapes());
    // Among numbers, 1e-5 and what else can be read as one is nothing unusual.
    return rule.shapes().contains("9") || rule.shapes().contains("9.9")
        ? unlike + " AND TRY_CAST(" + x + " AS DOUBLE) IS NULL"
        : unlike;
  }

  private void where(int id, int column, Signal signal, double confidence, String condition)
      throws SQLException {
    run(
        "INSERT INTO "
            + NAME
            + " SELECT rowid, "
            + column
            + ", '"
            + signal
            + "', "
            + id
            + ", "
            + confidence
            + ", NULL FROM "
            + CellTable.NAME
            + " WHERE "
            + condition);
  }

  private void spelled(int id, int column, Map<String, String> slips, double confidence)
      throws SQLException {
    run("CREATE OR REPLACE TEMP TABLE prunella_slips (wrong VARCHAR, meant VARCHAR)");
    values(
        "prunella_slips",
        slips.entrySet().stream()
            .map(e -> "(" + Sql.literal(e.getKey()) + ", " + Sql.literal(e.getValue()) + ")")
            .toList());
    run(
        "INSERT INTO "
            + NAME
            + " SELECT t.rowid, "
            + column
            + ", '"
            + Signal.SPELLING
            + "', "
            + id
            + ", "
            + confidence
            + ", meant FROM "
            + CellTable.NAME
            + " t JOIN prunella_slips ON c"
            + column
            + " = wrong");
  }

  /** Writes rows, each a tuple in parentheses, into a table. */
  void values(String table, List<String> tuples) throws SQLException {
    for (int from = 0; from < tuples.size(); from += AT_ONCE) {
      run(
          "INSERT INTO "
              + table
              + " VALUES "
              + String.join(", ", tuples.subList(from, Math.min(tuples.size(), from + AT_ONCE))));
    }
  }

  void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** In how many rows a rule accuses cells. */
  long count(int id) throws SQLException {
    return number("SELECT count(DISTINCT r) FROM " + NAME + " WHERE rule = " + id);
  }

  /** The rows of a temporary table. */
  long rows(String table) throws SQLException {
    return number("SELECT count(*) FROM " + table);
  }

  private long number(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String list(Collection<String> values) {
    return values.stream().map(Sql::literal).collect(Collectors.joining(", ", "(", ")"));
  }
}
