package dev.prunella.local.iceberg;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.util.JsonUtil;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every metadata file of the lake, whoever writes it. A file of a table may be
 * needed by other branches, by tags and by earlier commits, which a client does not see; so nothing
 * that a client does may delete one (docs/adr/0005).
 */
final class MetadataRules {

  /** Set in every metadata file, whatever was asked for. */
  static final Map<String, String> PINNED =
      Map.of(
          TableProperties.GC_ENABLED, "false",
          TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "false");

  private MetadataRules() {}

  /** The metadata as it may be written; throws a sentence where it may not. */
  static TableMetadata admit(String table, @Nullable TableMetadata base, TableMetadata next) {
    if (base != null) {
      requireAllSnapshots(table, base, next);
    }
    return later(base, pinned(next));
  }

  private static void requireAllSnapshots(String table, TableMetadata base, TableMetadata next) {
    long removed =
        base.snapshots().stream().filter(s -> next.snapshot(s.snapshotId()) == null).count();
    if (removed > 0) {
      throw new ForbiddenException(
          "%s snapshots of %s cannot be removed: other branches, tags and earlier commits of the"
              + " lake may read their files. 'prunella gc' frees what nothing needs",
          removed, table);
    }
  }

  private static TableMetadata pinned(TableMetadata metadata) {
    boolean asIs =
        metadata.uuid() != null && metadata.properties().entrySet().containsAll(PINNED.entrySet());
    return asIs
        ? metadata
        : TableMetadata.buildFrom(metadata).assignUUID().setProperties(PINNED).build();
  }

  /**
   * Keeps a table's time from running backwards when the machine's clock did. Iceberg's builder
   * takes the time from the clock alone, so it is set in the written form.
   */
  private static TableMetadata later(@Nullable TableMetadata base, TableMetadata next) {
    if (base == null || next.lastUpdatedMillis() >= base.lastUpdatedMillis()) {
      return next;
    }
    try {
      var json = (ObjectNode) JsonUtil.mapper().readTree(TableMetadataParser.toJson(next));
      json.put("last-updated-ms", base.lastUpdatedMillis() + 1);
      return TableMetadataParser.fromJson(json.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
