package dev.prunella.local.merge;

import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Everything but rows that is to change on the trunk.
 *
 * @param schema the merged schema
 * @param fieldIds how the replayed side's field ids are named in it
 * @param spec the replayed side's default partition spec, where it is to be taken over
 * @param sortOrder likewise
 * @param location likewise
 * @param refs the table's own branches and tags to set, {@code main} apart
 */
record MetadataPlan(
    int formatVersion,
    Schema schema,
    FieldIds fieldIds,
    @Nullable PartitionSpec spec,
    @Nullable SortOrder sortOrder,
    @Nullable String location,
    Map<String, String> properties,
    Set<String> removedProperties,
    Map<String, SnapshotRef> refs,
    Set<String> removedRefs) {

  /** The trunk with this plan carried out, in memory. */
  TableMetadata carryOut(TableMetadata trunk) {
    var builder = TableMetadata.buildFrom(trunk);
    if (formatVersion > trunk.formatVersion()) {
      builder.upgradeFormatVersion(formatVersion);
    }
    if (!SchemaMerge.same(schema, trunk.schema())
        || fieldIds.lastColumnId() > trunk.lastColumnId()) {
      builder.setCurrentSchema(schema, fieldIds.lastColumnId());
    }
    if (spec != null) {
      builder.setDefaultPartitionSpec(Specs.adopt(spec, schema, fieldIds, trunk));
    }
    if (sortOrder != null) {
      builder.setDefaultSortOrder(Specs.adopt(sortOrder, schema, fieldIds));
    }
    if (location != null) {
      builder.setLocation(location);
    }
    builder.setProperties(properties);
    builder.removeProperties(removedProperties);
    refs.forEach(builder::setRef);
    removedRefs.forEach(builder::removeRef);
    return builder.build();
  }
}
