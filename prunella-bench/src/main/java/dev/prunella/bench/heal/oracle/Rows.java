package dev.prunella.bench.heal.oracle;

import dev.prunella.local.duckdb.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Two tables beside each other, row by row; for those that are not equal at first sight. */
final class Rows {
  private static final int SHOWN = 3;

  private final Connection connection;
  private final String mine;
  private final String right;
  private final Map<String, String> columns;

  private Rows(Connection connection, String mine, String right, Map<String, String> columns) {
    this.connection = connection;
    this.mine = mine;
    this.right = right;
    this.columns = columns;
  }

  /**
   * Compares what stands in files.
   *
   * @param columns those that are looked at
   */
  static Rows of(
      Connection connection, List<Path> mine, List<Path> right, Map<String, String> columns) {
    return new Rows(connection, files(mine), files(right), columns);
  }

  /** Files with the same columns. */
  static String files(List<Path> files) {
    return files.stream()
        .map(file -> Sql.literal(file.toString()))
        .collect(Collectors.joining(", ", "read_parquet([", "])"));
  }

  /** Rows that only one side has, or has more often. */
  record Apart(
      List<Map<String, String>> extra,
      List<Map<String, String>> missing,
      long extras,
      long missings) {
    boolean none() {
      return extras == 0 && missings == 0;
    }

    String words() {
      return extras
          + " rows too many"
          + (extra.isEmpty() ? "" : ", such as " + extra.getFirst())
          + "; "
          + missings
          + " missing"
          + (missing.isEmpty() ? "" : ", such as " + missing.getFirst());
    }
  }

  Apart apart(int shown) throws SQLException {
    return new Apart(
        list(except(mine, right), shown),
        list(except(right, mine), shown),
        count(except(mine, right)),
        count(except(right, mine)));
  }

  Apart apart() throws SQLException {
    return apart(SHOWN);
  }

  /** Whether all that is wrong here is wrong there as well, each beside a right side of its own. */
  boolean isWrongAsIn(Rows other) throws SQLException {
    return columns.equals(other.columns)
        && none(except(mine, right), other.except(other.mine, other.right))
        && none(except(right, mine), other.except(other.right, other.mine));
  }

  private boolean none(String wrong, String there) throws SQLException {
    return count("(" + wrong + ") EXCEPT ALL (" + there + ")") == 0;
  }

  /** Writes the rows that only the right side has, or has more often, to a file of their own. */
  void copyMissing(Path file) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "COPY ("
              + except(right, mine)
              + ") TO "
              + Sql.literal(file.toString())
              + " (FORMAT parquet)");
    }
  }

  private String except(String a, String b) {
    var list = columns.keySet().stream().map(Sql::identifier).collect(Collectors.joining(", "));
    return "SELECT " + list + " FROM " + a + " EXCEPT ALL SELECT " + list + " FROM " + b;
  }

  private long count(String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM (" + query + ")")) {
      row.next();
      return row.getLong(1);
    }
  }

  private List<Map<String, String>> list(String query, int shown) throws SQLException {
    var rows = new ArrayList<Map<String, String>>();
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT * FROM (" + query + ") ORDER BY ALL LIMIT " + shown)) {
      var meta = row.getMetaData();
      while (row.next()) {
        var values = new TreeMap<String, String>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
          values.put(meta.getColumnName(i), String.valueOf(row.getString(i)));
        }
        rows.add(values);
      }
    }
    return rows;
  }

  /**
   * Whether the same rows are there but for numbers that differ by no more than the quantum. Rows
   * are put beside each other by all that is no number, and then by the numbers in their order.
   */
  boolean within(double quantum) throws SQLException {
    var numbers =
        columns.entrySet().stream()
            .filter(c -> c.getValue().matches("DOUBLE|FLOAT|DECIMAL.*"))
            .map(Map.Entry::getKey)
            .toList();
    if (quantum <= 0 || numbers.isEmpty()) {
      return false;
    }
    var exact = new ArrayList<>(columns.keySet());
    exact.removeAll(numbers);
    var key = Content.row(exact);
    var order = numbers.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    var numbered =
        "(SELECT *, "
            + key
            + " AS __key, row_number() OVER (PARTITION BY "
            + key
            + " ORDER BY "
            + order
            + ") AS __n FROM %s)";
    var far =
        numbers.stream()
            .map(Sql::identifier)
            .map(
                c ->
                    "(a.%1$s IS NULL) <> (b.%1$s IS NULL) OR abs(CAST(a.%1$s AS DOUBLE) - CAST(b.%1$s AS DOUBLE)) > %2$s"
                        .formatted(c, quantum * (1 + 1e-9)))
            .collect(Collectors.joining(" OR "));
    var sql =
        "SELECT count(*) FROM "
            + numbered.formatted(mine)
            + " a FULL JOIN "
            + numbered.formatted(right)
            + " b ON a.__key = b.__key AND a.__n = b.__n WHERE a.__key IS NULL OR b.__key IS NULL OR "
            + far;
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1) == 0;
    }
  }
}
