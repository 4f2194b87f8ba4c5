package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Columns and their types, to and from DuckDB. */
final class Described {
  private Described() {}

  static Map<String, String> columns(Connection connection, String from) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      var columns = new LinkedHashMap<String, String>();
      while (rows.next()) {
        columns.put(rows.getString(1), rows.getString(2));
      }
      return columns;
    }
  }

  /** As a reader's parameter. */
  static String parameter(Map<String, String> types) {
    return types.entrySet().stream()
        .map(column -> Sql.literal(column.getKey()) + ": " + Sql.literal(column.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** A type that holds the values of two; text, where nothing less does. */
  static String common(Connection connection, String one, String other) throws SQLException {
    if (one.equals(other) || other.equals(RowsFile.NOTHING)) {
      return one;
    }
    if (one.equals(RowsFile.NOTHING)) {
      return other;
    }
    if (isNumber(one) != isNumber(other) || isDay(one) != isDay(other) || isOther(one)) {
      return "VARCHAR";
    }
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "DESCRIBE SELECT CAST(NULL AS %s) AS c UNION ALL SELECT CAST(NULL AS %s)"
                    .formatted(one, other))) {
      row.next();
      return row.getString(2);
    }
  }

  private static boolean isNumber(String type) {
    return type.matches("U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\\(.*");
  }

  private static boolean isDay(String type) {
    return type.equals("DATE") || type.startsWith("TIMESTAMP");
  }

  /** Two different ones have nothing in common. */
  private static boolean isOther(String type) {
    return !isNumber(type) && !isDay(type) && !type.contains("(") && !type.endsWith("[]");
  }
}
