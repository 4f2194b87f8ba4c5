package dev.prunella.local.duckdb;

import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The FIELD_IDS option of DuckDB's COPY: by it a Parquet column stays the same column after a
 * rename.
 */
final class FieldIds {

  private FieldIds() {}

  static String of(Schema schema) {
    return schema.columns().stream()
        .map(FieldIds::named)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String named(NestedField field) {
    return Sql.identifier(field.name()) + ": " + value(field.fieldId(), field.type());
  }

  private static String value(int id, Type type) {
    return switch (type.typeId()) {
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(FieldIds::named)
              .collect(Collectors.joining(", ", nested(id), "}"));
      case LIST -> {
        var list = type.asListType();
        yield nested(id) + "element: " + value(list.elementId(), list.elementType()) + "}";
      }
      case MAP -> {
        var map = type.asMapType();
        yield nested(id)
            + "key: "
            + value(map.keyId(), map.keyType())
            + ", value: "
            + value(map.valueId(), map.valueType())
            + "}";
      }
      default -> Integer.toString(id);
    };
  }

  private static String nested(int id) {
    return "{__duckdb_field_id: " + id + ", ";
  }
}
