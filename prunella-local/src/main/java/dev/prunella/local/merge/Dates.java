package dev.prunella.local.merge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;

/**
 * Puts our own times into table metadata. Iceberg takes them from the machine's clock and refuses
 * metadata older than what it builds on, so after a clock went backwards no table could be merged.
 * Here the logs are taken off, the change is made, and they are put back with a time that is later
 * than every one before.
 */
final class Dates {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UPDATED = "last-updated-ms";
  private static final String TIME = "timestamp-ms";
  private static final String SNAPSHOT = "snapshot-id";
  private static final String SNAPSHOT_LOG = "snapshot-log";
  private static final String METADATA_LOG = "metadata-log";

  private Dates() {}

  /** The same table without the logs that Iceberg checks times against. */
  static TableMetadata without(TableMetadata table) {
    ObjectNode json = json(table);
    json.put(UPDATED, 0);
    json.set(SNAPSHOT_LOG, JSON.createArrayNode());
    json.set(METADATA_LOG, JSON.createArrayNode());
    return TableMetadataParser.fromJson(json);
  }

  /** The merged table with the logs of the trunk and one entry more, all at one time. */
  static TableMetadata with(long millis, TableMetadata merged, TableMetadata trunk) {
    ObjectNode json = json(merged);
    ObjectNode before = json(trunk);
    json.put(UPDATED, millis);
    ArrayNode snapshotLog = json.putArray(SNAPSHOT_LOG);
    before.withArray(SNAPSHOT_LOG).forEach(snapshotLog::add);
    var current = merged.currentSnapshot();
    if (current != null && trunk.snapshot(current.snapshotId()) == null) {
      snapshotLog.addObject().put(TIME, millis).put(SNAPSHOT, current.snapshotId());
      for (JsonNode snapshot : json.withArray("snapshots")) {
        if (snapshot.get(SNAPSHOT).longValue() == current.snapshotId()) {
          ((ObjectNode) snapshot).put(TIME, millis);
        }
      }
    }
    ArrayNode metadataLog = json.putArray(METADATA_LOG);
    before.withArray(METADATA_LOG).forEach(metadataLog::add);
    if (trunk.metadataFileLocation() != null) {
      metadataLog
          .addObject()
          .put(TIME, trunk.lastUpdatedMillis())
          .put("metadata-file", trunk.metadataFileLocation());
    }
    int kept =
        merged.propertyAsInt(
            TableProperties.METADATA_PREVIOUS_VERSIONS_MAX,
            TableProperties.METADATA_PREVIOUS_VERSIONS_MAX_DEFAULT);
    while (metadataLog.size() > Math.max(1, kept)) {
      metadataLog.remove(0);
    }
    return TableMetadataParser.fromJson(json);
  }

  private static ObjectNode json(TableMetadata table) {
    try {
      return (ObjectNode) JSON.readTree(TableMetadataParser.toJson(table));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "Iceberg wrote table metadata that cannot be read: " + table.location(), e);
    }
  }
}
