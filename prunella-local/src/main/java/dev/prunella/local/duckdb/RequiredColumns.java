package dev.prunella.local.duckdb;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * What a table's types forbid and DuckDB's Parquet files allow: nulls in required columns, bytes of
 * the wrong length.
 */
final class RequiredColumns {

  /**
   * One rule.
   *
   * @param column for the message
   * @param what for the message, as in "3 NULLs"
   * @param broken SQL, true for a row that breaks it
   */
  record Rule(String column, String what, String broken) {}

  private final List<Rule> rules = new ArrayList<>();

  private RequiredColumns() {}

  static List<Rule> of(Schema schema) {
    var found = new RequiredColumns();
    for (NestedField field : schema.columns()) {
      found.visit(field.name(), Sql.identifier(field.name()), field.isRequired(), field.type(), 0);
    }
    return List.copyOf(found.rules);
  }

  private void visit(String name, String value, boolean required, Type type, int depth) {
    if (required) {
      rules.add(new Rule(name, "NULL in a required column", value + " IS NULL"));
    }
    switch (type.typeId()) {
      case STRUCT -> {
        for (NestedField child : type.asStructType().fields()) {
          var nested = new RequiredColumns();
          nested.visit(
              name + "." + child.name(),
              Sql.field(value, child.name()),
              child.isRequired(),
              child.type(),
              depth);
          // A missing struct has no fields to be missing.
          nested.rules.forEach(
              r ->
                  rules.add(
                      new Rule(
                          r.column(), r.what(), value + " IS NOT NULL AND (" + r.broken() + ")")));
        }
      }
      case LIST ->
          inside(
              name + ".element",
              value,
              type.asListType().isElementRequired(),
              type.asListType().elementType(),
              depth);
      case MAP -> {
        var map = type.asMapType();
        inside(name + ".key", "map_keys(" + value + ")", true, map.keyType(), depth);
        inside(
            name + ".value",
            "map_values(" + value + ")",
            map.isValueRequired(),
            map.valueType(),
            depth);
      }
      default -> {}
    }
  }

  private void inside(String name, String list, boolean required, Type type, int depth) {
    String item = "item" + depth;
    var nested = new RequiredColumns();
    nested.visit(name, item, required, type, depth + 1);
    nested.rules.forEach(
        r ->
            rules.add(
                new Rule(
                    r.column(),
                    r.what(),
                    "coalesce(len(list_filter("
                        + list
                        + ", lambda "
                        + item
                        + ": "
                        + r.broken()
                        + ")) > 0, false)")));
  }
}
