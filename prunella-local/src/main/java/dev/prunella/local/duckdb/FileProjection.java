package dev.prunella.local.duckdb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * SQL expressions that turn the columns of one file, as it was written, into the columns of a
 * table's schema, matched by field id.
 *
 * <p>This is done by expressions and not by DuckDB's {@code read_parquet(schema=...)}: that option
 * makes the optimizer expect a single row, and matches nested fields by name.
 */
final class FileProjection {
  private final Schema file;
  private final boolean marksUuids;
  private final Map<Integer, Object> constants;
  private final String where;

  /**
   * @param file what the file holds
   * @param constants values by field id for columns that a file may lack because its partition
   *     tells them
   * @param where for messages
   */
  FileProjection(FileSchemas.FileSchema file, Map<Integer, Object> constants, String where) {
    this.file = file.schema();
    this.marksUuids = file.marksUuids();
    this.constants = constants;
    this.where = where;
  }

  /** The value of a top-level column. */
  String column(NestedField wanted) {
    NestedField stored = file.asStruct().field(wanted.fieldId());
    if (stored == null && constants.containsKey(wanted.fieldId())) {
      return Values.sql(constants.get(wanted.fieldId()), wanted.type());
    }
    return stored == null ? absent(wanted) : convert(Sql.identifier(stored.name()), stored, wanted);
  }

  /**
   * The value of a column or of a field inside structs, found by its id wherever the file keeps it.
   */
  String nested(NestedField wanted) {
    NestedField stored = file.findField(wanted.fieldId());
    if (stored == null) {
      return column(wanted);
    }
    var parents = TypeUtil.indexParents(file.asStruct());
    List<Integer> path = new ArrayList<>();
    for (Integer id = wanted.fieldId(); id != null; id = parents.get(id)) {
      path.add(id);
    }
    Collections.reverse(path);
    String expression = Sql.identifier(file.findField(path.getFirst()).name());
    for (int id : path.subList(1, path.size())) {
      expression = Sql.field(expression, file.findField(id).name());
    }
    return convert(expression, stored, wanted);
  }

  private String absent(NestedField wanted) {
    if (wanted.initialDefault() == null && wanted.isRequired()) {
      throw new DuckDbException(
          "Required column '"
              + wanted.name()
              + "' is missing in "
              + where
              + " and has no default. Next: make the column optional, or give it an initial default.");
    }
    return Values.sql(wanted.initialDefault(), wanted.type());
  }

  private String convert(String expression, NestedField stored, NestedField wanted) {
    return convert(expression, stored.type(), wanted.type(), 0);
  }

  private String convert(String expression, Type stored, Type wanted, int depth) {
    String target = DuckDbTypes.of(wanted);
    if (wanted.isPrimitiveType()) {
      return Sql.cast(primitive(expression, stored, wanted), target);
    }
    // Same fields in the same order: DuckDB drops a cast to the type that a column already has.
    return Sql.cast(
        sameFields(stored, wanted) ? expression : rebuild(expression, stored, wanted, depth),
        target);
  }

  private String primitive(String expression, Type stored, Type wanted) {
    boolean bytes = stored.typeId() == Type.TypeID.BINARY || stored.typeId() == Type.TypeID.FIXED;
    return switch (wanted.typeId()) {
      case STRING -> bytes ? "decode(" + expression + ")" : expression;
      case UUID -> bytes && !marksUuids ? "hex(" + expression + ")" : expression;
      default -> expression;
    };
  }

  private String rebuild(String expression, Type stored, Type wanted, int depth) {
    return switch (wanted.typeId()) {
      case STRUCT -> {
        List<String> parts = new ArrayList<>();
        for (var field : wanted.asStructType().fields()) {
          NestedField from = stored.asStructType().field(field.fieldId());
          String value =
              from == null
                  ? Values.sql(field.initialDefault(), field.type())
                  : convert(
                      Sql.field(expression, from.name()), from.type(), field.type(), depth + 1);
          parts.add(Sql.literal(field.name()) + ": " + value);
        }
        yield "CASE WHEN "
            + expression
            + " IS NULL THEN NULL ELSE {"
            + String.join(", ", parts)
            + "} END";
      }
      case LIST ->
          transform(
              expression,
              stored.asListType().elementType(),
              wanted.asListType().elementType(),
              depth);
      case MAP ->
          "CASE WHEN "
              + expression
              + " IS NULL THEN NULL ELSE map("
              + transform(
                  "map_keys(" + expression + ")",
                  stored.asMapType().keyType(),
                  wanted.asMapType().keyType(),
                  depth)
              + ", "
              + transform(
                  "map_values(" + expression + ")",
                  stored.asMapType().valueType(),
                  wanted.asMapType().valueType(),
                  depth)
              + ") END";
      default -> expression;
    };
  }

  private String transform(String list, Type stored, Type wanted, int depth) {
    String item = "item" + depth;
    return "list_transform("
        + list
        + ", lambda "
        + item
        + ": "
        + convert(item, stored, wanted, depth + 1)
        + ")";
  }

  private boolean sameFields(Type stored, @Nullable Type wanted) {
    if (wanted == null || stored.typeId() != wanted.typeId()) {
      return wanted != null
          && stored.isPrimitiveType()
          && wanted.isPrimitiveType()
          && !needsDecoding(stored, wanted);
    }
    return switch (stored.typeId()) {
      case STRUCT -> {
        var from = stored.asStructType().fields();
        var to = wanted.asStructType().fields();
        boolean same = from.size() == to.size();
        for (int i = 0; same && i < from.size(); i++) {
          same =
              from.get(i).fieldId() == to.get(i).fieldId()
                  && from.get(i).name().equals(to.get(i).name())
                  && sameFields(from.get(i).type(), to.get(i).type());
        }
        yield same;
      }
      case LIST -> sameFields(stored.asListType().elementType(), wanted.asListType().elementType());
      case MAP ->
          sameFields(stored.asMapType().keyType(), wanted.asMapType().keyType())
              && sameFields(stored.asMapType().valueType(), wanted.asMapType().valueType());
      default -> true;
    };
  }

  private boolean needsDecoding(Type stored, Type wanted) {
    return !primitive("x", stored, wanted).equals("x");
  }
}
