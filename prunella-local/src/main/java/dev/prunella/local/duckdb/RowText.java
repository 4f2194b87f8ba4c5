package dev.prunella.local.duckdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Rows as text that is equal exactly when their values are, and that can be cut into values again,
 * so that no two rows share one. Nothing in it is left to an engine's way of showing a value.
 *
 * <pre>
 * null        n
 * boolean     t or f
 * int, long   digits;
 * float       its IEEE 754 bits as a signed number, digits;   every NaN is N and -0.0 is 0.0
 * decimal     the unscaled number, digits;
 * date        days since 1970, digits;
 * time        microseconds, digits;
 * timestamp   microseconds since 1970, in UTC if it has a zone, digits;   nanoseconds if it has them
 * string      length in bytes of UTF-8, a colon, the text
 * uuid        36 characters in lower case
 * binary      hexadecimal digits in upper case, a semicolon
 * struct      ( the fields )
 * list        [ how many, a colon, the elements
 * map         { how many, a colon, the entries, key and value, sorted by their text in bytes
 * </pre>
 */
final class RowText {
  private static final String FORMAT = "prunella content 1";
  private static final String NULL = "'n'";

  private RowText() {}

  /** The columns' names and types, in order. */
  static String header(Schema schema) {
    return FORMAT + fields(schema.columns());
  }

  /** An expression of a row's text. */
  static String sql(Schema schema) {
    return concat(
        schema.columns().stream().map(f -> value(Sql.identifier(f.name()), f.type(), 0)).toList());
  }

  private static String fields(List<NestedField> fields) {
    return fields.stream()
        .map(
            f ->
                f.name().getBytes(StandardCharsets.UTF_8).length
                    + ":"
                    + f.name()
                    + " "
                    + type(f.type()))
        .collect(Collectors.joining(",", "(", ")"));
  }

  private static String type(Type type) {
    return switch (type.typeId()) {
      case STRUCT -> "struct" + fields(type.asStructType().fields());
      case LIST -> "list(" + type(type.asListType().elementType()) + ")";
      case MAP ->
          "map("
              + type(type.asMapType().keyType())
              + ","
              + type(type.asMapType().valueType())
              + ")";
      case DECIMAL -> {
        var decimal = (Types.DecimalType) type;
        yield "decimal(" + decimal.precision() + "," + decimal.scale() + ")";
      }
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC() ? "timestamptz" : "timestamp";
      case TIMESTAMP_NANO ->
          ((Types.TimestampNanoType) type).shouldAdjustToUTC() ? "timestamptz_ns" : "timestamp_ns";
      case FIXED -> "fixed(" + ((Types.FixedType) type).length() + ")";
      case BOOLEAN -> "boolean";
      case INTEGER -> "int";
      case LONG -> "long";
      case FLOAT -> "float";
      case DOUBLE -> "double";
      case DATE -> "date";
      case TIME -> "time";
      case STRING -> "string";
      case UUID -> "uuid";
      case BINARY -> "binary";
      case VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN ->
          throw new DuckDbException(
              "values of type '" + type + "' cannot be hashed. Next: leave the column out.");
    };
  }

  /**
   * @param depth of nesting, which tells the variables of lambdas apart
   */
  private static String value(String v, Type type, int depth) {
    return switch (type.typeId()) {
      case BOOLEAN -> "CASE WHEN " + v + " IS NULL THEN 'n' WHEN " + v + " THEN 't' ELSE 'f' END";
      case INTEGER, LONG -> digits(v);
      case FLOAT -> bits(v, "INTEGER");
      case DOUBLE -> bits(v, "BIGINT");
      // DuckDB shows all digits of the scale, but not always one before the point.
      case DECIMAL -> digits("CAST(replace(CAST(" + v + " AS VARCHAR), '.', '') AS HUGEINT)");
      case DATE -> digits("(" + v + " - DATE '1970-01-01')");
      case TIME -> digits("epoch_us(" + v + ")");
      case TIMESTAMP -> moment(v, "epoch_us");
      case TIMESTAMP_NANO -> moment(v, "epoch_ns");
      case STRING -> orNull("CAST(strlen(" + v + ") AS VARCHAR) || ':' || " + v);
      case UUID -> orNull("CAST(" + v + " AS VARCHAR)");
      case BINARY, FIXED -> orNull("hex(" + v + ") || ';'");
      case STRUCT -> struct(v, type.asStructType(), depth);
      case LIST -> {
        var element = value("i" + depth, type.asListType().elementType(), depth + 1);
        yield whole(
            "len(" + v + ")",
            "[",
            "list_transform(" + v + ", lambda i" + depth + ": " + element + ")");
      }
      case MAP -> {
        var i = "i" + depth;
        var entry =
            concat(
                List.of(
                    value(Sql.field(i, "key"), type.asMapType().keyType(), depth + 1),
                    value(Sql.field(i, "value"), type.asMapType().valueType(), depth + 1)));
        yield whole(
            "cardinality(" + v + ")",
            "{",
            "list_sort(list_transform(map_entries(" + v + "), lambda " + i + ": " + entry + "))");
      }
      // Says that it cannot.
      case VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> type(type);
    };
  }

  private static String digits(String number) {
    return orNull("CAST(" + number + " AS VARCHAR) || ';'");
  }

  private static String orNull(String text) {
    return "coalesce(" + text + ", " + NULL + ")";
  }

  private static String bits(String v, String integer) {
    return "CASE WHEN "
        + v
        + " IS NULL THEN 'n' WHEN isnan("
        + v
        + ") THEN 'N' WHEN "
        + v
        + " = 0 THEN '0;' ELSE CAST(CAST(CAST("
        + v
        + " AS BIT) AS "
        + integer
        + ") AS VARCHAR) || ';' END";
  }

  /** The two infinities of DuckDB, the outermost numbers of microseconds, have no epoch there. */
  private static String moment(String v, String epoch) {
    return "CASE WHEN "
        + v
        + " IS NULL THEN 'n' WHEN isfinite("
        + v
        + ") THEN CAST("
        + epoch
        + "("
        + v
        + ") AS VARCHAR) || ';' WHEN "
        + v
        + " > TIMESTAMP '1970-01-01' THEN '"
        + Long.MAX_VALUE
        + ";' ELSE '"
        + -Long.MAX_VALUE
        + ";' END";
  }

  private static String struct(String v, Types.StructType type, int depth) {
    var parts = new ArrayList<String>();
    parts.add("'('");
    type.fields().forEach(f -> parts.add(value(Sql.field(v, f.name()), f.type(), depth)));
    parts.add("')'");
    return "CASE WHEN " + v + " IS NULL THEN " + NULL + " ELSE " + concat(parts) + " END";
  }

  private static String whole(String count, String opening, String texts) {
    return orNull(
        "'"
            + opening
            + "' || CAST("
            + count
            + " AS VARCHAR) || ':' || array_to_string("
            + texts
            + ", '')");
  }

  private static String concat(List<String> parts) {
    return parts.isEmpty() ? "''" : "concat(" + String.join(", ", parts) + ")";
  }
}
