package dev.prunella.local.quality;

import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.quality.CodedRows;
import dev.prunella.quality.ColumnFacts;
import dev.prunella.quality.ColumnFacts.Counted;
import dev.prunella.quality.Shape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A relation's cells as text, in a temporary table of the connection with short names of our own:
 * DuckDB holds it, and spills what does not fit. Not thread-safe.
 */
final class CellTable {
  /** The table; its {@code rowid} is the row's position. */
  static final String NAME = "prunella_cells";

  private final Connection connection;
  private final List<Column> columns;
  private final long rows;

  /**
   * A column of the relation.
   *
   * @param typed whether it is a number or a time by its type
   */
  record Column(String name, boolean typed) {}

  private CellTable(Connection connection, List<Column> columns, long rows) {
    this.connection = connection;
    this.columns = columns;
    this.rows = rows;
  }

  /** Copies the relation; nested columns are left out. */
  static CellTable of(Connection connection, String relation) throws SQLException {
    var columns = new ArrayList<Column>();
    try (var statement = connection.createStatement()) {
      try (var row = statement.executeQuery("DESCRIBE SELECT * FROM " + relation + " t")) {
        while (row.next()) {
          var type = row.getString(2).toUpperCase(Locale.ROOT);
          if (!isNested(type)) {
            columns.add(new Column(row.getString(1), isTyped(type)));
          }
        }
      }
      if (columns.isEmpty()) {
        throw new DuckDbException(relation + " has no column whose cells could be looked at");
      }
      var select =
          IntStream.range(0, columns.size())
              .mapToObj(
                  i ->
                      "nullif(trim(CAST(t."
                          + Sql.identifier(columns.get(i).name())
                          + " AS VARCHAR), ' \t\r\n'), '') AS c"
                          + i)
              .collect(Collectors.joining(", "));
      statement.execute(
          "CREATE OR REPLACE TEMP TABLE "
              + NAME
              + " AS SELECT "
              + select
              + " FROM "
              + relation
              + " t");
      try (var row = statement.executeQuery("SELECT count(*) FROM " + NAME)) {
        row.next();
        return new CellTable(connection, List.copyOf(columns), row.getLong(1));
      }
    }
  }

  private static boolean isNested(String type) {
    return type.startsWith("STRUCT")
        || type.startsWith("MAP")
        || type.startsWith("UNION")
        || type.endsWith("]")
        || type.equals("BLOB");
  }

  private static boolean isTyped(String type) {
    return !type.equals("VARCHAR") && !type.startsWith("ENUM") && !type.equals("JSON");
  }

  List<Column> columns() {
    return columns;
  }

  long rows() {
    return rows;
  }

  int index(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no column " + column);
  }

  static String coarse(String column) {
    return shape(column, "+");
  }

  static String fine(String column) {
    return shape(column, "");
  }

  private static String shape(String column, String run) {
    var out = "left(" + column + ", " + Shape.LENGTH + ")";
    out = replaced(out, Shape.UPPER + run, "A");
    out = replaced(out, Shape.LOWER + run, "a");
    return replaced(out, Shape.DIGIT + run, "9");
  }

  private static String replaced(String in, String pattern, String by) {
    return "regexp_replace(" + in + ", " + Sql.literal(pattern) + ", '" + by + "', 'g')";
  }

  /** What is known of each column. */
  List<ColumnFacts> facts(CellLimits limits) throws SQLException {
    var asked = new ArrayList<String>();
    for (int i = 0; i < columns.size(); i++) {
      asked.add("count(c" + i + ")");
      asked.add("approx_count_distinct(c" + i + ")");
      asked.add("count(TRY_CAST(c" + i + " AS DOUBLE))");
    }
    var counts = new long[asked.size()];
    try (var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT " + String.join(", ", asked) + " FROM " + NAME)) {
      row.next();
      for (int i = 0; i < counts.length; i++) {
        counts[i] = row.getLong(i + 1);
      }
    }
    var out = new ArrayList<ColumnFacts>();
    for (int i = 0; i < columns.size(); i++) {
      var column = columns.get(i);
      var values = column.typed() ? List.<Counted>of() : values(i, limits.values() + 1);
      boolean whole = !column.typed() && values.size() <= limits.values();
      out.add(
          new ColumnFacts(
              column.name(),
              column.typed(),
              rows,
              rows - counts[3 * i],
              whole ? values.size() : Math.max(counts[3 * i + 1], values.size() + 1L),
              values,
              column.typed() ? Map.of() : shapes(coarse("c" + i), i, limits.shapes()),
              column.typed() ? Map.of() : shapes(fine("c" + i), i, limits.shapes()),
              counts[3 * i + 2]));
    }
    return out;
  }

  private List<Counted> values(int column, int most) throws SQLException {
    var out = new ArrayList<Counted>();
    grouped("c" + column, column, most).forEach((text, n) -> out.add(new Counted(text, n)));
    return out;
  }

  private Map<String, Long> shapes(String shape, int column, int most) throws SQLException {
    return grouped(shape, column, most);
  }

  private Map<String, Long> grouped(String expression, int column, int most) throws SQLException {
    var out = new LinkedHashMap<String, Long>();
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT "
                    + expression
                    + ", sum(n) FROM (SELECT c"
                    + column
                    + ", count(*) AS n FROM "
                    + NAME
                    + " WHERE c"
                    + column
                    + " IS NOT NULL GROUP BY 1) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT "
                    + most)) {
      while (row.next()) {
        out.put(row.getString(1), row.getLong(2));
      }
    }
    return out;
  }

  /** A sample of rows, the same each time, with values as numbers. */
  CodedRows sample(CellLimits limits) throws SQLException {
    int width = Math.min(columns.size(), limits.columns());
    int most = (int) Math.min(rows, limits.sample());
    var codes = new int[width][most];
    var seen = new ArrayList<Map<String, Integer>>();
    for (int c = 0; c < width; c++) {
      seen.add(new HashMap<>());
    }
    int read = 0;
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT "
                    + IntStream.range(0, width)
                        .mapToObj(i -> "c" + i)
                        .collect(Collectors.joining(", "))
                    + " FROM "
                    + NAME
                    + (rows > most
                        ? " USING SAMPLE reservoir(" + most + " ROWS) REPEATABLE (1)"
                        : ""))) {
      while (row.next() && read < most) {
        for (int c = 0; c < width; c++) {
          var text = row.getString(c + 1);
          var known = seen.get(c);
          codes[c][read] =
              text == null ? CodedRows.MISSING : known.computeIfAbsent(text, k -> known.size());
        }
        read++;
      }
    }
    var out = new ArrayList<CodedRows.Column>();
    for (int c = 0; c < width; c++) {
      out.add(
          new CodedRows.Column(
              columns.get(c).name(), Arrays.copyOf(codes[c], read), seen.get(c).size()));
    }
    return new CodedRows(out);
  }
}
