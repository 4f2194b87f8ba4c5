package dev.prunella.local.merge;

import dev.prunella.refs.TableConflict;
import dev.prunella.refs.TableConflict.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Field ids that both sides gave out since the base, each for a column of its own. Iceberg reads
 * columns by id, so without care the values of one side's column would be read as the other's. The
 * replayed side gets new ids, if no data file of it holds the old ones.
 *
 * @param renumbered old to new field ids of the replayed side
 * @param lastColumnId the highest id in use afterwards
 */
record FieldIds(Map<Integer, Integer> renumbered, int lastColumnId) {

  static FieldIds untangle(
      TableMetadata base,
      TableMetadata trunk,
      TableMetadata other,
      RowChanges otherRows,
      Footers footers,
      MergeLimits limits,
      List<TableConflict> conflicts) {
    int last = Math.max(trunk.lastColumnId(), other.lastColumnId());
    Map<Integer, NestedField> ofTrunk = TypeUtil.indexById(trunk.schema().asStruct());
    Map<Integer, NestedField> ofOther = TypeUtil.indexById(other.schema().asStruct());
    Map<Integer, Set<NestedField>> everInTrunk = definitions(base, trunk);
    Map<Integer, Set<NestedField>> everInOther = definitions(base, other);
    var taken = new HashSet<Integer>();
    for (int id = base.lastColumnId() + 1;
        id <= Math.min(trunk.lastColumnId(), other.lastColumnId());
        id++) {
      Set<NestedField> inTrunk = everInTrunk.getOrDefault(id, Set.of());
      // The same column added on both sides, say by the same migration, is one column.
      boolean sameColumn =
          ofTrunk.containsKey(id)
              && ofOther.containsKey(id)
              && inTrunk.size() == 1
              && inTrunk.equals(everInOther.getOrDefault(id, Set.of()))
              && parentOf(trunk.schema(), id) == parentOf(other.schema(), id);
      if (!sameColumn) {
        taken.add(id);
      }
    }
    if (taken.isEmpty()) {
      return new FieldIds(Map.of(), last);
    }
    // A nested column's file holds only its leaves, so every new id counts, not only the taken
    // ones.
    Set<Integer> suspicious =
        everInOther.keySet().stream()
            .filter(id -> id > base.lastColumnId())
            .collect(Collectors.toSet());
    List<String> files =
        otherRows.added().values().stream()
            .filter(file -> footers.mayHold(file, suspicious))
            .map(DataFile::location)
            .limit(limits.maxReported())
            .toList();
    var renumbered = new LinkedHashMap<Integer, Integer>();
    int next = last;
    for (int id : ofOther.keySet().stream().sorted().toList()) {
      if (taken.contains(id)) {
        renumbered.put(id, ++next);
      }
    }
    boolean mapped =
        !renumbered.isEmpty()
            && other.properties().containsKey(TableProperties.DEFAULT_NAME_MAPPING);
    if (!files.isEmpty() || mapped) {
      conflicts.add(
          new TableConflict(
              Kind.SAME_FIELD_ID,
              files,
              List.of(),
              "Both branches gave the field ids "
                  + taken.stream().sorted().toList()
                  + " to columns of their own, and "
                  + (mapped
                      ? "the table's name mapping refers to them"
                      : "data files of both hold them")
                  + ". Add one branch's columns on the other first, then write its rows again."));
    }
    return new FieldIds(renumbered, next);
  }

  Schema renumber(Schema schema) {
    if (renumbered.isEmpty()) {
      return schema;
    }
    var columns = TypeUtil.assignIds(schema.asStruct(), this::of).asStructType().fields();
    return new Schema(
        columns, schema.identifierFieldIds().stream().map(this::of).collect(Collectors.toSet()));
  }

  int of(int id) {
    return renumbered.getOrDefault(id, id);
  }

  /** Every definition that a field id ever had in a schema that one side added. */
  private static Map<Integer, Set<NestedField>> definitions(
      TableMetadata base, TableMetadata side) {
    var definitions = new HashMap<Integer, Set<NestedField>>();
    for (int id = base.lastColumnId() + 1; id <= side.lastColumnId(); id++) {
      definitions.put(id, new HashSet<>());
    }
    for (Schema schema : side.schemas()) {
      TypeUtil.indexById(schema.asStruct())
          .forEach(
              (id, field) -> definitions.computeIfAbsent(id, unused -> new HashSet<>()).add(field));
    }
    return definitions;
  }

  private static int parentOf(Schema schema, int id) {
    return TypeUtil.indexParents(schema.asStruct()).getOrDefault(id, -1);
  }
}
