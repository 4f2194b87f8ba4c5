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

  /** Every number of so many digits is a BIGINT. */
  private static final int DIGITS_OF_BIGINT = 18;

  private RowText() {}

  /** The columns' names and types, in order. */
  static String header(Schema schema) {
    return FORMAT + fields(schema.columns());
  }

  /** An expression of a row's text. */
  static String sql(Schema schema) {
    return concat(
        schema.columns().stream()
            .flatMap(f -> parts(Sql.identifier(f.name()), f.type(), 0).stream())
            .toList());
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

  /** A value's text as one expression. */
  private static String value(String v, Type type, int depth) {
    return concat(parts(v, type, depth));
  }

  /**
   * What a value's text is put together from, in order; a part that is NULL is nothing. All columns
   * are put together at once: text that is made in between costs more than to hash it.
   *
   * @param depth of nesting, which tells the variables of lambdas apart
   */
  private static List<String> parts(String v, Type type, int depth) {
    return switch (type.typeId()) {
      case BOOLEAN ->
          List.of("CASE WHEN " + v + " IS NULL THEN 'n' WHEN " + v + " THEN 't' ELSE 'f' END");
      case INTEGER, LONG -> digits(v);
      case FLOAT -> List.of(bits(v, "INTEGER"));
      case DOUBLE -> List.of(bits(v, "BIGINT"));
      case DECIMAL -> digits(unscaled(v, (Types.DecimalType) type));
      case DATE -> digits("(" + v + " - DATE '1970-01-01')");
      case TIME -> digits("epoch_us(" + v + ")");
      case TIMESTAMP -> moment(v, "epoch_us");
      case TIMESTAMP_NANO -> moment(v, "epoch_ns");
      case STRING -> List.of(text("strlen(" + v + ")"), ending(v, ":"), v);
      case UUID -> List.of(orNull(text(v)));
      case BINARY, FIXED -> List.of(orNull("hex(" + v + ") || ';'"));
      case STRUCT -> List.of(struct(v, type.asStructType(), depth));
      case LIST -> {
        var element = value("i" + depth, type.asListType().elementType(), depth + 1);
        yield List.of(
            whole(
                "len(" + v + ")",
                "[",
                "list_transform(" + v + ", lambda i" + depth + ": " + element + ")"));
      }
      case MAP -> {
        var i = "i" + depth;
        var entry = new ArrayList<String>();
        entry.addAll(parts(Sql.field(i, "key"), type.asMapType().keyType(), depth + 1));
        entry.addAll(parts(Sql.field(i, "value"), type.asMapType().valueType(), depth + 1));
        var texts = "list_transform(map_entries(" + v + "), lambda " + i + ": " + concat(entry);
        yield List.of(whole("cardinality(" + v + ")", "{", "list_sort(" + texts + "))"));
      }
      // Says that it cannot.
      case VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> List.of(type(type));
    };
  }

  /** A decimal without its point, as a whole number. */
  private static String unscaled(String v, Types.DecimalType type) {
    if (type.precision() + type.scale() <= DIGITS_OF_BIGINT) {
      // DuckDB multiplies decimals of few digits as it does BIGINTs, and fails where one overflows.
      var power = "1" + "0".repeat(type.scale());
      return "CAST("
          + v
          + " * CAST("
          + power
          + " AS DECIMAL("
          + power.length()
          + ", 0)) AS BIGINT)";
    }
    // DuckDB shows all digits of the scale, but not always one before the point.
    return "CAST(replace("
        + text(v)
        + ", '.', '') AS "
        + (type.precision() <= DIGITS_OF_BIGINT ? "BIGINT)" : "HUGEINT)");
  }

  private static List<String> digits(String number) {
    return List.of(text(number), ending(number, ";"));
  }

  private static String text(String v) {
    return "CAST(" + v + " AS VARCHAR)";
  }

  /** What follows a value's digits; the whole text of NULL, which has none. */
  private static String ending(String v, String mark) {
    return "CASE WHEN " + v + " IS NULL THEN " + NULL + " ELSE '" + mark + "' END";
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
  private static List<String> moment(String v, String epoch) {
    return List.of(
        text(epoch + "(" + v + ")"),
        "CASE WHEN "
            + v
            + " IS NULL THEN 'n' WHEN isfinite("
            + v
            + ") THEN ';' WHEN "
            + v
            + " > TIMESTAMP '1970-01-01' THEN '"
            + Long.MAX_VALUE
            + ";' ELSE '"
            + -Long.MAX_VALUE
            + ";' END");
  }

  private static String struct(String v, Types.StructType type, int depth) {
    var parts = new ArrayList<String>();
    parts.add("'('");
    type.fields().forEach(f -> parts.addAll(parts(Sql.field(v, f.name()), f.type(), depth)));
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
