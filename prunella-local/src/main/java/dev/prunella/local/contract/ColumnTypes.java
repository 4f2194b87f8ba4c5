package dev.prunella.local.contract;

import dev.prunella.contract.LogicalType;
import dev.prunella.contract.Measure;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;

/** Whether a column of a table has the type that a contract promises. */
public final class ColumnTypes {
  private static final Pattern DECIMAL =
      Pattern.compile(
          "(?:decimal|numeric|number)\\s*\\(\\s*(\\d{1,3})\\s*(?:,\\s*(\\d{1,3})\\s*)?\\)");

  private ColumnTypes() {}

  /** What is wrong with a column's type, for people; empty when nothing is. */
  static Optional<String> wrong(Measure.HasColumn promised, Type type) {
    if (promised.logical().isPresent() && !isOf(promised.logical().get(), type)) {
      return Optional.of(type.toString());
    }
    return promised
        .physical()
        .flatMap(word -> fits(word, type))
        .filter(fits -> !fits)
        .map(_ -> type.toString());
  }

  private static boolean isOf(LogicalType logical, Type type) {
    var id = type.typeId();
    return switch (logical) {
      case STRING ->
          id == TypeID.STRING || id == TypeID.UUID || id == TypeID.FIXED || id == TypeID.BINARY;
      case DATE -> id == TypeID.DATE;
      case TIMESTAMP -> id == TypeID.TIMESTAMP || id == TypeID.TIMESTAMP_NANO;
      case TIME -> id == TypeID.TIME;
      case INTEGER ->
          id == TypeID.INTEGER
              || id == TypeID.LONG
              || (type instanceof Types.DecimalType decimal && decimal.scale() == 0);
      case NUMBER -> isNumber(type);
      case OBJECT -> id == TypeID.STRUCT || id == TypeID.MAP;
      case ARRAY -> id == TypeID.LIST;
      case BOOLEAN -> id == TypeID.BOOLEAN;
    };
  }

  static boolean isNumber(Type type) {
    return switch (type.typeId()) {
      case INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> true;
      default -> false;
    };
  }

  /** What a contract calls a column's type; empty for one that it has no word for. */
  public static Optional<LogicalType> logical(Type type) {
    if (isOf(LogicalType.INTEGER, type)) {
      return Optional.of(LogicalType.INTEGER);
    }
    for (var logical : LogicalType.values()) {
      if (isOf(logical, type)) {
        return Optional.of(logical);
      }
    }
    return Optional.empty();
  }

  /** Whether a type of some database is this one; empty for words that are not known here. */
  private static Optional<Boolean> fits(String written, Type type) {
    var word = written.strip().toLowerCase(Locale.ROOT);
    var decimal = DECIMAL.matcher(word);
    if (decimal.matches()) {
      int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
      return Optional.of(
          type instanceof Types.DecimalType is
              && is.precision() == Integer.parseInt(decimal.group(1))
              && is.scale() == scale);
    }
    var id = type.typeId();
    return switch (word.replaceFirst("\\s*\\(.*", "")) {
      case "boolean", "bool" -> Optional.of(id == TypeID.BOOLEAN);
      case "int", "integer", "int4", "int32" -> Optional.of(id == TypeID.INTEGER);
      case "long", "bigint", "int8", "int64" -> Optional.of(id == TypeID.LONG);
      case "float", "real", "float4" -> Optional.of(id == TypeID.FLOAT);
      case "double", "double precision", "float8", "float64" -> Optional.of(id == TypeID.DOUBLE);
      case "decimal", "numeric" -> Optional.of(id == TypeID.DECIMAL);
      case "string", "text", "varchar", "char", "character varying" ->
          Optional.of(id == TypeID.STRING);
      case "date" -> Optional.of(id == TypeID.DATE);
      case "time" -> Optional.of(id == TypeID.TIME);
      case "timestamp", "timestamp without time zone", "timestamp_ntz" ->
          Optional.of(isTimestamp(type, false));
      case "timestamptz", "timestamp with time zone", "timestamp_tz" ->
          Optional.of(isTimestamp(type, true));
      case "uuid" -> Optional.of(id == TypeID.UUID);
      case "binary", "bytea", "blob" -> Optional.of(id == TypeID.BINARY);
      default -> Optional.empty();
    };
  }

  private static boolean isTimestamp(Type type, boolean zone) {
    return switch (type) {
      case Types.TimestampType t -> t.shouldAdjustToUTC() == zone;
      case Types.TimestampNanoType t -> t.shouldAdjustToUTC() == zone;
      default -> false;
    };
  }
}
