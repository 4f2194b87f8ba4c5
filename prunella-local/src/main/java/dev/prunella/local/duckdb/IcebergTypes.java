package dev.prunella.local.duckdb;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The Iceberg type that keeps every value of a DuckDB type, for tables made from a query or a file.
 *
 * <p>Types without a twin widen: small and unsigned integers to int or long, UBIGINT to
 * decimal(20,0), HUGEINT and UHUGEINT to decimal(38,0) (a larger value is an error when it is
 * written, never a wrong value), ENUM, JSON, INTERVAL, BIT and a column of nothing but NULL to
 * string, TIME_NS to time, seconds and milliseconds to microseconds. TIMETZ, UNION, VARIANT,
 * GEOMETRY and BIGNUM have no honest twin and are refused. Nanosecond timestamps need a table of
 * format version 3.
 */
public final class IcebergTypes {
  private static final int MAX_NESTING = 100;

  private final String text;
  private final FieldIds ids;
  private int at;
  private int depth;

  private IcebergTypes(String text, FieldIds ids) {
    this.text = text;
    this.ids = ids;
  }

  /** Hands out field ids; {@code createTable} assigns its own afterwards. */
  private static final class FieldIds {
    private int last;

    int next() {
      return ++last;
    }
  }

  /** The schema of a query's result: all columns optional, ids counted from 1. */
  public static Schema schemaOf(ResultSetMetaData columns) throws SQLException {
    var ids = new FieldIds();
    var fields = new ArrayList<NestedField>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnLabel(i);
      int id = ids.next();
      try {
        fields.add(NestedField.optional(id, name, parse(columns.getColumnTypeName(i), ids)));
      } catch (DuckDbException e) {
        throw new DuckDbException("column '" + name + "': " + e.getMessage(), e);
      }
    }
    return new Schema(fields);
  }

  /** The Iceberg type for the text of a DuckDB type, such as {@code STRUCT(a INTEGER)[]}. */
  public static Type of(String duckDbType) {
    return parse(duckDbType, new FieldIds());
  }

  private static Type parse(String text, FieldIds ids) {
    var parser = new IcebergTypes(text, ids);
    Type type = parser.type();
    parser.blanks();
    if (parser.at < text.length()) {
      throw parser.unsupported();
    }
    return type;
  }

  private Type type() {
    if (++depth > MAX_NESTING) {
      throw new DuckDbException("a type is nested deeper than " + MAX_NESTING + " levels");
    }
    Type type = base();
    while (peek('[')) {
      // Both a list and an array of fixed length become a list.
      at = text.indexOf(']', at) + 1;
      type = Types.ListType.ofOptional(ids.next(), type);
    }
    depth--;
    return type;
  }

  private Type base() {
    String name = word();
    return switch (name) {
      case "BOOLEAN" -> Types.BooleanType.get();
      case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT" -> Types.IntegerType.get();
      case "UINTEGER", "BIGINT" -> Types.LongType.get();
      case "UBIGINT" -> Types.DecimalType.of(20, 0);
      case "HUGEINT", "UHUGEINT" -> Types.DecimalType.of(38, 0);
      case "FLOAT" -> Types.FloatType.get();
      case "DOUBLE" -> Types.DoubleType.get();
      case "DECIMAL" -> decimal();
      case "VARCHAR", "JSON", "INTERVAL", "BIT", "NULL" -> Types.StringType.get();
      case "ENUM" -> {
        // JDBC leaves the values out at the top level.
        if (peek('(')) {
          skipParentheses();
        }
        yield Types.StringType.get();
      }
      case "BLOB" -> Types.BinaryType.get();
      case "UUID" -> Types.UUIDType.get();
      case "DATE" -> Types.DateType.get();
      case "TIME" -> zoned() ? refuse() : Types.TimeType.get();
      case "TIME_NS" -> Types.TimeType.get();
      case "TIMESTAMP" ->
          zoned() ? Types.TimestampType.withZone() : Types.TimestampType.withoutZone();
      case "TIMESTAMP_S", "TIMESTAMP_MS" -> Types.TimestampType.withoutZone();
      case "TIMESTAMPTZ" -> Types.TimestampType.withZone();
      case "TIMESTAMP_NS" -> Types.TimestampNanoType.withoutZone();
      case "TIMESTAMPTZ_NS" -> Types.TimestampNanoType.withZone();
      case "STRUCT" -> struct();
      case "MAP" -> map();
      default -> refuse();
    };
  }

  private Type decimal() {
    if (!peek('(')) {
      return Types.DecimalType.of(18, 3);
    }
    int end = text.indexOf(')', at);
    String[] numbers = text.substring(at + 1, end).split(",", -1);
    at = end + 1;
    return Types.DecimalType.of(
        Integer.parseInt(numbers[0].strip()), Integer.parseInt(numbers[1].strip()));
  }

  private Type struct() {
    expect('(');
    List<NestedField> fields = new ArrayList<>();
    do {
      String name = name();
      int id = ids.next();
      fields.add(NestedField.optional(id, name, type()));
    } while (accept(','));
    expect(')');
    return Types.StructType.of(fields);
  }

  private Type map() {
    expect('(');
    int key = ids.next();
    int value = ids.next();
    Type keyType = type();
    expect(',');
    Type valueType = type();
    expect(')');
    return Types.MapType.ofOptional(key, value, keyType, valueType);
  }

  private boolean zoned() {
    blanks();
    String suffix = "WITH TIME ZONE";
    if (text.regionMatches(true, at, suffix, 0, suffix.length())) {
      at += suffix.length();
      return true;
    }
    return false;
  }

  /** A type's name; DuckDB quotes the name of the type of NULL. */
  private String word() {
    return name().toUpperCase(Locale.ROOT);
  }

  private String name() {
    blanks();
    if (accept('"')) {
      var name = new StringBuilder();
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c != '"') {
          name.append(c);
        } else if (at < text.length() && text.charAt(at) == '"') {
          name.append('"');
          at++;
        } else {
          return name.toString();
        }
      }
      throw unsupported();
    }
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    if (start == at) {
      throw unsupported();
    }
    return text.substring(start, at);
  }

  private void skipParentheses() {
    boolean quoted = false;
    expect('(');
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\'') {
        quoted = !quoted;
      } else if (c == ')' && !quoted) {
        return;
      }
    }
    throw unsupported();
  }

  private void blanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private boolean peek(char c) {
    blanks();
    return at < text.length() && text.charAt(at) == c;
  }

  private boolean accept(char c) {
    if (!peek(c)) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw unsupported();
    }
  }

  private Type refuse() {
    throw unsupported();
  }

  private DuckDbException unsupported() {
    return new DuckDbException(
        "DuckDB type '" + text + "' has no Iceberg type. Next: cast it, for example to VARCHAR.");
  }
}
