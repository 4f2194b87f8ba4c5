package dev.prunella.bench.heal.oracle;

import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.duckdb.TableReader;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;

/**
 * What a table holds, but for the order of its rows: two are equal when they have the same columns
 * of the same types and the same rows, each as often. Rows are told apart by the MD5 of their typed
 * values, and a table by the sums of both halves of these, which doubles do not cancel.
 *
 * @param columns types by name, those left out that the engine adds to tell batches apart
 */
public record Content(TreeMap<String, String> columns, long rows, BigInteger low, BigInteger high) {

  /** Two loads of the same rows differ in it, and nobody reads it. */
  private static final String BATCH = "_batch";

  /** Measures a relation. */
  static Content of(Connection connection, String relation) throws SQLException {
    var columns = columns(connection, relation);
    var sql =
        "SELECT count(*), coalesce(sum(md5_number_lower(r)), 0), coalesce(sum(md5_number_upper(r)), 0)"
            + " FROM (SELECT "
            + row(columns.keySet())
            + " AS r FROM "
            + relation
            + " t)";
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return new Content(
          columns,
          row.getLong(1),
          new BigInteger(row.getString(2)),
          new BigInteger(row.getString(3)));
    }
  }

  /** One text for all values of a row; no two different rows have the same. */
  static String row(Iterable<String> columns) {
    var parts = new ArrayList<String>();
    for (var column : columns) {
      var text = "CAST(" + Sql.identifier(column) + " AS VARCHAR)";
      parts.add("coalesce(length(" + text + ") || ':' || " + text + ", '-')");
    }
    return parts.isEmpty() ? "''" : "concat(" + String.join(", '|', ", parts) + ")";
  }

  private static TreeMap<String, String> columns(Connection connection, String relation)
      throws SQLException {
    var columns = new TreeMap<String, String>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("DESCRIBE SELECT * FROM " + relation + " t")) {
      while (row.next()) {
        if (!row.getString(1).equals(BATCH)) {
          columns.put(row.getString(1), row.getString(2));
        }
      }
    }
    return columns;
  }

  /** Both together. */
  Content and(Content more) {
    if (!columns.equals(more.columns)) {
      throw new IllegalArgumentException(words() + " and " + more.words() + " are no one table");
    }
    return new Content(columns, rows + more.rows, low.add(more.low), high.add(more.high));
  }

  /**
   * Keeps a table's rows in a file of the bench's own.
   *
   * @param without files of the table that are left out
   */
  static void copy(
      Connection connection, TableReader reader, Table table, Set<String> without, Path file)
      throws SQLException {
    try (var scan = reader.scan(connection, table, ScanRequest.everything().without(without));
        var statement = connection.createStatement()) {
      statement.execute(
          "COPY ("
              + scan.sql()
              + ") TO "
              + Sql.literal(file.toString())
              + " (FORMAT parquet, COMPRESSION snappy)");
    }
  }

  /** The columns that both have with the same type. */
  static TreeMap<String, String> common(Content a, Content b) {
    return a.columns().entrySet().stream()
        .filter(c -> c.getValue().equals(b.columns().get(c.getKey())))
        .collect(
            Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (x, _) -> x, TreeMap::new));
  }

  /** For reports. */
  String words() {
    return rows + " rows of " + List.copyOf(columns.keySet());
  }
}
