package dev.prunella.local.duckdb;

import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The DuckDB type that holds every value of an Iceberg type. */
public final class DuckDbTypes {

  private DuckDbTypes() {}

  /**
   * The DuckDB name of an Iceberg type.
   *
   * @throws DuckDbException for variant, geometry, geography and unknown, which cannot be read or
   *     written here
   */
  public static String of(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ" : "TIMESTAMP";
      case TIMESTAMP_NANO ->
          ((Types.TimestampNanoType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ_NS" : "TIMESTAMP_NS";
      case STRING -> "VARCHAR";
      case UUID -> "UUID";
      case BINARY, FIXED -> "BLOB";
      case DECIMAL -> {
        var decimal = (Types.DecimalType) type;
        yield "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
      }
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(field -> Sql.identifier(field.name()) + " " + of(field.type()))
              .collect(Collectors.joining(", ", "STRUCT(", ")"));
      case LIST -> of(type.asListType().elementType()) + "[]";
      case MAP ->
          "MAP(" + of(type.asMapType().keyType()) + ", " + of(type.asMapType().valueType()) + ")";
      case VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN ->
          throw new DuckDbException(
              "Iceberg type '"
                  + type
                  + "' cannot be read or written through DuckDB. Next: leave the column out of the projection, or use Spark.");
    };
  }

  /** {@link #of} for every column, so that an error names the column. */
  public static void requireSupported(Schema schema, String where) {
    for (var column : schema.columns()) {
      try {
        of(column.type());
      } catch (DuckDbException e) {
        throw new DuckDbException(where + "." + column.name() + ": " + e.getMessage(), e);
      }
    }
  }
}
