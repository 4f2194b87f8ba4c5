package dev.prunella.local.duckdb;

import dev.prunella.refs.DidYouMean;
import java.sql.Connection;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/** A query's columns, matched by name to a table's columns and cast to their types. */
final class WriteColumns {

  private WriteColumns() {}

  /**
   * The query in the table's shape. A column that the query lacks gets the table's write default or
   * NULL.
   *
   * @throws DuckDbException naming all columns that do not fit
   */
  static String inShapeOf(Connection connection, Schema schema, String table, WriteRequest rows)
      throws SQLException {
    DuckDbTypes.requireSupported(schema, table);
    requireWritable(schema, table);
    Map<String, String> given =
        rows.columns().isPresent()
            ? byKey(rows.columns().get())
            : columnsOf(connection, rows.query());
    List<String> problems = problems(schema, given);
    if (!problems.isEmpty()) {
      throw new DuckDbException(
          table
              + ": the query does not fit the table: "
              + String.join("; ", problems)
              + ". Nothing was written. Next: rename, add or drop columns in the query.");
    }
    String columns =
        schema.columns().stream()
            .map(field -> column(field, given) + " AS " + Sql.identifier(field.name()))
            .collect(Collectors.joining(", "));
    return "SELECT " + columns + " FROM " + Sql.subquery(rows.query()) + " AS q";
  }

  private static String column(NestedField field, Map<String, String> given) {
    String name = given.get(field.name().toLowerCase(Locale.ROOT));
    return name == null
        ? Values.sql(field.writeDefault(), field.type())
        : Sql.cast("q." + Sql.identifier(name), DuckDbTypes.of(field.type()));
  }

  private static Map<String, String> columnsOf(Connection connection, String query)
      throws SQLException {
    try (var statement = connection.createStatement();
        var none = statement.executeQuery("SELECT * FROM " + Sql.subquery(query) + " LIMIT 0")) {
      ResultSetMetaData columns = none.getMetaData();
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        names.add(columns.getColumnLabel(i));
      }
      return byKey(names);
    }
  }

  private static Map<String, String> byKey(List<String> columns) {
    Map<String, String> names = new LinkedHashMap<>();
    columns.forEach(name -> names.put(name.toLowerCase(Locale.ROOT), name));
    return names;
  }

  private static List<String> problems(Schema schema, Map<String, String> given) {
    List<String> problems = new ArrayList<>();
    Map<String, String> expected = new LinkedHashMap<>();
    for (NestedField field : schema.columns()) {
      String key = field.name().toLowerCase(Locale.ROOT);
      if (expected.put(key, field.name()) != null) {
        problems.add("two columns of the table are named '" + field.name() + "' but for case");
      }
      if (!given.containsKey(key) && field.isRequired() && field.writeDefault() == null) {
        problems.add("required column '" + field.name() + "' is missing");
      }
    }
    given.forEach(
        (key, name) -> {
          if (!expected.containsKey(key)) {
            problems.add(
                "the table has no column '"
                    + name
                    + "'"
                    + DidYouMean.among(expected.values(), name)
                        .map(near -> ", did you mean '" + near + "'?")
                        .orElse(""));
          }
        });
    return problems;
  }

  /** DuckDB would store fixed(L) without its length, which other engines do not accept. */
  private static void requireWritable(Schema schema, String table) {
    TypeUtil.indexById(schema.asStruct())
        .values()
        .forEach(
            field -> {
              if (field.type().typeId() == Type.TypeID.FIXED) {
                throw new DuckDbException(
                    table
                        + "."
                        + schema.findColumnName(field.fieldId())
                        + ": DuckDB cannot write type '"
                        + field.type()
                        + "'. Next: use binary, or write this table through Spark.");
              }
            });
  }
}
