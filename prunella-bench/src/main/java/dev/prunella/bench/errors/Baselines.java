package dev.prunella.bench.errors;

import dev.prunella.local.duckdb.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one would write in an afternoon, and shares no code with what it is compared to: queries
 * that give the rows and columns of cells.
 */
final class Baselines {
  private static final String DIRTY = "bench_dirty";

  /** A format that fewer values have is wrong. */
  private static final double RARE_FORMAT = 0.01;

  /** A dependency that fewer rows contradict holds. */
  private static final double CONTRADICTING = 0.05;

  private static final String NOTHING = "SELECT 0 AS r, 0 AS c WHERE false";

  private final Connection connection;
  private final List<String> columns;

  Baselines(Connection connection, List<String> columns) {
    this.connection = connection;
    this.columns = columns;
  }

  Map<String, String> all() throws SQLException {
    var nulls = nulls();
    var formats = formats();
    var dependencies = dependencies();
    var out = new LinkedHashMap<String, String>();
    out.put("nulls_and_formats", nulls + " UNION ALL " + formats);
    out.put("dependencies_by_majority", dependencies);
    out.put("both", nulls + " UNION ALL " + formats + " UNION ALL " + dependencies);
    return out;
  }

  /** Empty cells, and words for it, in columns of which at most a tenth is so. */
  private String nulls() {
    var parts = new ArrayList<String>();
    for (int i = 0; i < columns.size(); i++) {
      var x = Sql.identifier(columns.get(i));
      var empty =
          "coalesce(lower(trim("
              + x
              + ")), '') IN ('', 'null', 'none', 'nan', 'n/a', 'na', '-', '?')";
      parts.add(
          "SELECT rowid AS r, "
              + i
              + " AS c FROM "
              + DIRTY
              + " WHERE "
              + empty
              + " AND (SELECT avg(CAST("
              + empty
              + " AS INTEGER)) FROM "
              + DIRTY
              + ") <= 0.1");
    }
    return String.join(" UNION ALL ", parts);
  }

  /** Values whose format hardly any other value has. */
  private String formats() {
    var parts = new ArrayList<String>();
    for (int i = 0; i < columns.size(); i++) {
      var x = Sql.identifier(columns.get(i));
      var format =
          "regexp_replace(regexp_replace(" + x + ", '[A-Za-z]+', 'a', 'g'), '[0-9]+', '9', 'g')";
      parts.add(
          "SELECT r, "
              + i
              + " AS c FROM (SELECT rowid AS r, count(*) OVER (PARTITION BY "
              + format
              + ") / count(*) OVER () AS share FROM "
              + DIRTY
              + " WHERE "
              + x
              + " IS NOT NULL) WHERE share < "
              + RARE_FORMAT);
    }
    return String.join(" UNION ALL ", parts);
  }

  /**
   * The minority of each group of each pair of columns of which the first almost determines the
   * second, among groups of at least two rows.
   */
  private String dependencies() throws SQLException {
    var parts = new ArrayList<String>();
    for (int i = 0; i < columns.size(); i++) {
      for (int j = 0; j < columns.size(); j++) {
        if (i != j && holds(Sql.identifier(columns.get(i)), Sql.identifier(columns.get(j)))) {
          parts.add(minority(Sql.identifier(columns.get(i)), Sql.identifier(columns.get(j)), j));
        }
      }
    }
    if (parts.isEmpty()) {
      return NOTHING;
    }
    // A table and not a query: it is read several times, and there may be hundreds of parts.
    run("CREATE OR REPLACE TEMP TABLE bench_minority (r BIGINT, c INTEGER)");
    for (var part : parts) {
      run("INSERT INTO bench_minority " + part);
    }
    return "SELECT r, c FROM bench_minority";
  }

  private static String groups(String x, String y) {
    return "(SELECT x, sum(n) AS size, max(n) AS most, arg_max(y, n) AS usual FROM (SELECT "
        + x
        + " AS x, coalesce("
        + y
        + ", '') AS y, count(*) AS n FROM "
        + DIRTY
        + " WHERE "
        + x
        + " IS NOT NULL GROUP BY ALL) GROUP BY x HAVING sum(n) > 1)";
  }

  private boolean holds(String x, String y) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT coalesce(sum(size), 0), coalesce(sum(size - most), 0) FROM "
                    + groups(x, y))) {
      row.next();
      long rows = row.getLong(1);
      return rows > 0 && row.getLong(2) <= CONTRADICTING * rows;
    }
  }

  private static String minority(String x, String y, int column) {
    return "SELECT t.rowid, "
        + column
        + " FROM "
        + DIRTY
        + " t JOIN "
        + groups(x, y)
        + " g ON t."
        + x
        + " = g.x WHERE coalesce(t."
        + y
        + ", '') <> g.usual";
  }

  private void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
