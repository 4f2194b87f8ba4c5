package dev.prunella.local.duckdb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.ContentFileUtil;

/**
 * Equality deletes of a group of data files as anti joins. Which delete applies to which data file
 * is Iceberg's decision (sequence numbers, partitions); here they arrive already assigned.
 */
final class EqualityDeletes {

  /** Deletes by the columns that they compare; equal values mean equal treatment of a data file. */
  record Assigned(Map<List<Integer>, List<String>> locationsByFields) {
    boolean isEmpty() {
      return locationsByFields.isEmpty();
    }
  }

  /** A delete file by location, since the same file may serve many data files. */
  private final Map<String, DeleteFile> byLocation = new LinkedHashMap<>();

  private final Table table;
  private final Schema current;

  EqualityDeletes(Table table, Schema current) {
    this.table = table;
    this.current = current;
  }

  Assigned assign(Collection<DeleteFile> deletes) {
    Map<String, List<String>> sorted = new TreeMap<>();
    Map<String, List<Integer>> fields = new TreeMap<>();
    for (DeleteFile delete : deletes) {
      if (delete.content() == FileContent.EQUALITY_DELETES) {
        List<Integer> ids = delete.equalityFieldIds().stream().sorted().toList();
        byLocation.putIfAbsent(delete.location(), delete.copyWithoutStats());
        sorted.computeIfAbsent(ids.toString(), k -> new ArrayList<>()).add(delete.location());
        fields.put(ids.toString(), ids);
      }
    }
    Map<List<Integer>, List<String>> result = new LinkedHashMap<>();
    sorted.forEach(
        (key, locations) ->
            result.put(fields.get(key), locations.stream().sorted().distinct().toList()));
    return new Assigned(result);
  }

  DeleteFile file(String location) {
    DeleteFile delete = byLocation.get(location);
    if (delete == null) {
      throw new IllegalStateException("not assigned: " + location);
    }
    return delete;
  }

  /**
   * The column of a key, also when it has been dropped from the table since the delete was written.
   */
  NestedField keyField(int id) {
    NestedField field = current.findField(id);
    for (var schemas = table.schemas().values().iterator(); field == null && schemas.hasNext(); ) {
      field = schemas.next().findField(id);
    }
    if (field == null) {
      throw new DuckDbException(
          "An equality delete of "
              + table.name()
              + " compares field "
              + id
              + ", which no schema of the table knows. Next: roll the table back to a commit before that delete.");
    }
    // A column that was dropped is optional now: files written since lack it.
    return field.isOptional() ? field : NestedField.from(field).asOptional().build();
  }

  /**
   * A key's value as it is compared: Iceberg tells 0.0 from -0.0 and finds NaN equal to itself; as
   * text DuckDB does too.
   */
  static String comparable(String expression, Type type) {
    return switch (type.typeId()) {
      case FLOAT, DOUBLE -> Sql.cast(expression, "VARCHAR");
      default -> expression;
    };
  }

  static boolean isPositional(DeleteFile delete) {
    return delete.content() == FileContent.POSITION_DELETES || ContentFileUtil.isDV(delete);
  }
}
