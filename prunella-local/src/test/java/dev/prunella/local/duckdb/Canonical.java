package dev.prunella.local.duckdb;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.jspecify.annotations.Nullable;

/**
 * Rows as text that is equal exactly when the values are: bits of floats, microseconds of times,
 * bytes in hex.
 */
final class Canonical {

  private Canonical() {}

  /** All rows that Iceberg's own generic reader gives, sorted. */
  static List<String> iceberg(Table table, @Nullable Long snapshot) throws java.io.IOException {
    var read = IcebergGenerics.read(table);
    if (snapshot != null) {
      read = read.useSnapshot(snapshot);
    }
    Schema schema =
        snapshot == null ? table.schema() : table.newScan().useSnapshot(snapshot).schema();
    List<String> rows = new ArrayList<>();
    try (var records = read.build()) {
      for (Record record : records) {
        rows.add(text(record, schema.asStruct()));
      }
    }
    Collections.sort(rows);
    return rows;
  }

  /** All rows of a scan by DuckDB, sorted. */
  static List<String> duckDb(Connection connection, Scan scan) throws SQLException {
    return duckDb(connection, scan.schema(), "SELECT * FROM " + scan.sql());
  }

  static List<String> duckDb(Connection connection, Schema schema, String query)
      throws SQLException {
    String columns =
        schema.columns().stream()
            .map(field -> sql(Sql.identifier(field.name()), field.type(), 0))
            .collect(Collectors.joining(" || ',' || "));
    List<String> rows = new ArrayList<>();
    try (var statement = connection.createStatement();
        var result =
            statement.executeQuery("SELECT '{' || " + columns + " || '}' FROM (" + query + ")")) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    Collections.sort(rows);
    return rows;
  }

  private static String sql(String value, Type type, int depth) {
    String text =
        switch (type.typeId()) {
          case FLOAT, DOUBLE ->
              "CASE WHEN isnan("
                  + value
                  + ") THEN 'NaN' ELSE CAST(CAST("
                  + value
                  + " AS BIT) AS VARCHAR) END";
          case STRING -> "strlen(" + value + ") || ':' || " + value;
          case STRUCT ->
              "CASE WHEN "
                  + value
                  + " IS NULL THEN NULL ELSE '{' || "
                  + type.asStructType().fields().stream()
                      .map(f -> sql(Sql.field(value, f.name()), f.type(), depth))
                      .collect(Collectors.joining(" || ',' || "))
                  + " || '}' END";
          case LIST ->
              "'[' || array_to_string(list_transform("
                  + value
                  + ", lambda i"
                  + depth
                  + ": "
                  + sql("i" + depth, type.asListType().elementType(), depth + 1)
                  + "), ',') || ']'";
          case MAP ->
              "'<' || array_to_string(list_sort(list_transform(map_entries("
                  + value
                  + "), lambda i"
                  + depth
                  + ": "
                  + sql("i" + depth + ".key", type.asMapType().keyType(), depth + 1)
                  + " || '=' || "
                  + sql("i" + depth + ".value", type.asMapType().valueType(), depth + 1)
                  + ")), ',') || '>'";
          default -> "CAST(" + Values.internalSql(value, type) + " AS VARCHAR)";
        };
    return "coalesce(" + text + ", 'null')";
  }

  private static String text(@Nullable Object value, Type type) {
    if (value == null) {
      return "null";
    }
    return switch (type.typeId()) {
      case FLOAT ->
          ((Float) value).isNaN()
              ? "NaN"
              : bits(Integer.toBinaryString(Float.floatToRawIntBits((Float) value)), 32);
      case DOUBLE ->
          ((Double) value).isNaN()
              ? "NaN"
              : bits(Long.toBinaryString(Double.doubleToRawLongBits((Double) value)), 64);
      case STRING ->
          value.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length + ":" + value;
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case DATE -> Long.toString(((LocalDate) value).toEpochDay());
      case TIME -> Long.toString(((LocalTime) value).toNanoOfDay() / 1000);
      case TIMESTAMP ->
          Long.toString(nanos(value).divide(java.math.BigInteger.valueOf(1000)).longValueExact());
      case TIMESTAMP_NANO -> nanos(value).toString();
      case BINARY ->
          HexFormat.of().withUpperCase().formatHex(ByteBuffers.toByteArray((ByteBuffer) value));
      case FIXED -> HexFormat.of().withUpperCase().formatHex((byte[]) value);
      case STRUCT -> struct((StructLike) value, type.asStructType());
      case LIST ->
          ((Collection<?>) value)
              .stream()
                  .map(v -> text(v, type.asListType().elementType()))
                  .collect(Collectors.joining(",", "[", "]"));
      case MAP ->
          ((Map<?, ?>) value)
              .entrySet().stream()
                  .map(
                      e ->
                          text(e.getKey(), type.asMapType().keyType())
                              + "="
                              + text(e.getValue(), type.asMapType().valueType()))
                  .sorted()
                  .collect(Collectors.joining(",", "<", ">"));
      default -> value.toString();
    };
  }

  private static String struct(StructLike value, Types.StructType type) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < type.fields().size(); i++) {
      fields.add(text(value.get(i, Object.class), type.fields().get(i).type()));
    }
    return "{" + String.join(",", fields) + "}";
  }

  private static String bits(String binary, int width) {
    return "0".repeat(width - binary.length()) + binary;
  }

  private static java.math.BigInteger nanos(Object value) {
    LocalDateTime time =
        value instanceof OffsetDateTime zoned
            ? zoned.atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime()
            : (LocalDateTime) value;
    return java.math.BigInteger.valueOf(time.toLocalDate().toEpochDay())
        .multiply(java.math.BigInteger.valueOf(86_400_000_000_000L))
        .add(java.math.BigInteger.valueOf(time.toLocalTime().toNanoOfDay()));
  }
}
