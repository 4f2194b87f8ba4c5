package dev.prunella.local.merge;

import dev.prunella.refs.TableConflict;
import dev.prunella.refs.TableConflict.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Three-way merge of everything but rows. A higher format version of either side is taken: each
 * version reads what older ones wrote, and the replay writes its deletes as the merged version
 * wants them.
 */
final class MetadataMerge {
  private final TableMetadata base;
  private final TableMetadata trunk;
  private final TableMetadata other;
  private final List<TableConflict> conflicts;

  MetadataMerge(
      TableMetadata base, TableMetadata trunk, TableMetadata other, List<TableConflict> conflicts) {
    this.base = base;
    this.trunk = trunk;
    this.other = other;
    this.conflicts = conflicts;
  }

  MetadataPlan plan(RowChanges trunkRows, RowChanges otherRows, FileIO io, MergeLimits limits) {
    var fieldIds =
        FieldIds.untangle(base, trunk, other, otherRows, new Footers(io), limits, conflicts);
    Schema renumbered = fieldIds.renumber(other.schema());
    Schema schema = SchemaMerge.merge(base.schema(), trunk.schema(), renumbered, conflicts);
    requiredColumns(schema, trunk.schema(), !trunkRows.added().isEmpty());
    requiredColumns(schema, renumbered, !otherRows.added().isEmpty());
    droppedDeleteColumns(schema, io);
    PartitionSpec spec =
        changed(
            base.spec(),
            trunk.spec(),
            other.spec(),
            Specs::same,
            Kind.PARTITION_SPEC,
            "partitioning");
    SortOrder order =
        changed(
            base.sortOrder(),
            trunk.sortOrder(),
            other.sortOrder(),
            Specs::same,
            Kind.SORT_ORDER,
            "sort order");
    usedColumns(schema, fieldIds, spec, order);
    String location =
        changed(
            base.location(),
            trunk.location(),
            other.location(),
            String::equals,
            Kind.LOCATION,
            "location");
    var properties = new HashMap<String, String>();
    var removedProperties = new HashSet<String>();
    properties(properties, removedProperties);
    var refs = new HashMap<String, SnapshotRef>();
    var removedRefs = new HashSet<String>();
    refs(refs, removedRefs);
    // Files of a table in the lake belong to other branches too: no client may delete them by
    // itself.
    properties.put(TableProperties.GC_ENABLED, "false");
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "false");
    removedProperties.removeAll(properties.keySet());
    int version = Math.max(trunk.formatVersion(), other.formatVersion());
    return new MetadataPlan(
        version,
        schema,
        fieldIds,
        spec,
        order,
        location,
        properties,
        removedProperties,
        refs,
        removedRefs);
  }

  /** The other side's value, where only that side changed it. */
  private <T> @Nullable T changed(
      T inBase, T inTrunk, T inOther, BiPredicate<T, T> same, Kind kind, String what) {
    if (same.test(inBase, inOther) || same.test(inTrunk, inOther)) {
      return null;
    }
    if (!same.test(inBase, inTrunk)) {
      conflicts.add(
          TableConflict.of(
              kind,
              "Both branches changed the table's "
                  + what
                  + ": one to '"
                  + inTrunk
                  + "', the other to '"
                  + inOther
                  + "'. Make them agree."));
      return null;
    }
    return inOther;
  }

  /** Rows written while a column was optional, or not there, may lack a value for it. */
  private void requiredColumns(Schema merged, Schema written, boolean wroteRows) {
    if (!wroteRows) {
      return;
    }
    Map<Integer, NestedField> then = TypeUtil.indexById(written.asStruct());
    Map<Integer, Integer> parents = TypeUtil.indexParents(merged.asStruct());
    TypeUtil.indexById(merged.asStruct())
        .forEach(
            (id, field) -> {
              NestedField was = then.get(id);
              Integer parent = parents.get(id);
              boolean parentWasThere = parent == null || then.containsKey(parent);
              boolean mayLack =
                  was == null ? parentWasThere && field.initialDefault() == null : was.isOptional();
              if (field.isRequired() && mayLack) {
                conflicts.add(
                    TableConflict.of(
                        Kind.REQUIRED_COLUMN,
                        "Column '"
                            + merged.findColumnName(id)
                            + "' is required on one branch; the other wrote rows that may lack it. Make it optional, or redo those rows."));
              }
            });
  }

  /** An equality delete whose column is gone makes the whole table unreadable. */
  private void droppedDeleteColumns(Schema merged, FileIO io) {
    Set<Integer> left = TypeUtil.indexById(merged.asStruct()).keySet();
    Snapshot snapshot = trunk.currentSnapshot();
    if (snapshot == null
        || left.containsAll(TypeUtil.indexById(trunk.schema().asStruct()).keySet())) {
      return;
    }
    for (ManifestFile manifest : snapshot.deleteManifests(io)) {
      var reader = ManifestFiles.readDeleteManifest(manifest, io, trunk.specsById());
      try (reader) {
        for (DeleteFile delete : reader) {
          if (delete.content() == FileContent.EQUALITY_DELETES
              && !left.containsAll(delete.equalityFieldIds())) {
            conflicts.add(
                new TableConflict(
                    Kind.SAME_COLUMN,
                    List.of(delete.location()),
                    List.of(),
                    "One branch dropped a column by whose values the other deleted rows. Compact the table on the second branch first."));
            return;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close " + manifest.path(), e);
      }
    }
  }

  private void usedColumns(
      Schema merged, FieldIds fieldIds, @Nullable PartitionSpec spec, @Nullable SortOrder order) {
    var used = new TreeSet<Integer>();
    (spec == null ? trunk.spec() : spec)
        .fields().stream()
            .map(PartitionField::sourceId)
            .map(id -> spec == null ? id : fieldIds.of(id))
            .forEach(used::add);
    (order == null ? trunk.sortOrder() : order)
        .fields().stream()
            .map(SortField::sourceId)
            .map(id -> order == null ? id : fieldIds.of(id))
            .forEach(used::add);
    used.removeAll(TypeUtil.indexById(merged.asStruct()).keySet());
    used.forEach(
        id ->
            conflicts.add(
                TableConflict.of(
                    Kind.SAME_COLUMN,
                    "One branch dropped the column with field id "
                        + id
                        + ", by which the other partitions or sorts the table. Keep the column, or undo the other change.")));
  }

  private void properties(Map<String, String> set, Set<String> removed) {
    var keys = new TreeSet<>(base.properties().keySet());
    keys.addAll(other.properties().keySet());
    keys.remove(TableProperties.GC_ENABLED);
    keys.remove(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED);
    for (String key : keys) {
      String was = base.properties().get(key);
      String inTrunk = trunk.properties().get(key);
      String inOther = other.properties().get(key);
      if (Objects.equals(was, inOther) || Objects.equals(inTrunk, inOther)) {
        continue;
      }
      if (!Objects.equals(was, inTrunk)) {
        conflicts.add(
            TableConflict.of(
                Kind.PROPERTY,
                "Both branches changed the property '"
                    + key
                    + "': one to '"
                    + inTrunk
                    + "', the other to '"
                    + inOther
                    + "'. Make them agree."));
      } else if (inOther == null) {
        removed.add(key);
      } else {
        set.put(key, inOther);
      }
    }
  }

  private void refs(Map<String, SnapshotRef> set, Set<String> removed) {
    var names = new TreeSet<>(base.refs().keySet());
    names.addAll(other.refs().keySet());
    names.remove(SnapshotRef.MAIN_BRANCH);
    for (String name : names) {
      SnapshotRef was = base.ref(name);
      SnapshotRef inTrunk = trunk.ref(name);
      SnapshotRef inOther = other.ref(name);
      if (Objects.equals(was, inOther) || Objects.equals(inTrunk, inOther)) {
        continue;
      }
      if (!Objects.equals(was, inTrunk)) {
        conflicts.add(
            TableConflict.of(
                Kind.TABLE_REF,
                "Both branches changed the table's own ref '" + name + "'. Make them agree."));
      } else if (inOther == null) {
        removed.add(name);
      } else if (trunk.snapshot(inOther.snapshotId()) == null) {
        conflicts.add(
            TableConflict.of(
                Kind.TABLE_REF,
                "The table's own ref '"
                    + name
                    + "' points to snapshot "
                    + inOther.snapshotId()
                    + ", which the merged history does not hold. Remove the ref; a tag of the lake names the same state."));
      } else {
        set.put(name, inOther);
      }
    }
  }
}
