package dev.prunella.local.diff;

import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.TimestampNanoType;
import org.apache.iceberg.types.Types.TimestampType;

/** Iceberg's types as people write them, without the field ids. */
public final class Types {
  private Types() {}

  /** {@code struct<a: int, b: list<string>>}. */
  public static String name(Type type) {
    return switch (type.typeId()) {
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(f -> f.name() + ": " + name(f.type()))
              .collect(Collectors.joining(", ", "struct<", ">"));
      case LIST -> "list<" + name(type.asListType().elementType()) + ">";
      case MAP ->
          "map<"
              + name(type.asMapType().keyType())
              + ", "
              + name(type.asMapType().valueType())
              + ">";
      case TIMESTAMP -> ((TimestampType) type).shouldAdjustToUTC() ? "timestamptz" : "timestamp";
      case TIMESTAMP_NANO ->
          ((TimestampNanoType) type).shouldAdjustToUTC() ? "timestamptz_ns" : "timestamp_ns";
      case DECIMAL -> {
        var decimal = (DecimalType) type;
        yield "decimal(" + decimal.precision() + ", " + decimal.scale() + ")";
      }
      default -> type.toString();
    };
  }
}
