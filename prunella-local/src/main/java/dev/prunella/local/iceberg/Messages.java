package dev.prunella.local.iceberg;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/** Says in the lake's log what a commit through Iceberg did. */
final class Messages {
  private static final int MOST_NAMED = 5;

  private Messages() {}

  static String of(TableIdentifier name, @Nullable TableMetadata base, TableMetadata next) {
    if (base == null) {
      return "create table " + name + rows(next.currentSnapshot());
    }
    var before = base.currentSnapshot();
    var after = next.currentSnapshot();
    if (after != null && (before == null || before.snapshotId() != after.snapshotId())) {
      return after.operation() + " " + name + rows(after);
    }
    if (base.currentSchemaId() != next.currentSchemaId()) {
      return "change the schema of " + name;
    }
    if (base.defaultSpecId() != next.defaultSpecId()) {
      return "change the partitioning of " + name;
    }
    return "change " + name;
  }

  static String ofMany(List<TableIdentifier> names) {
    var shown = new ArrayList<>(names.stream().limit(MOST_NAMED).map(Object::toString).toList());
    if (names.size() > MOST_NAMED) {
      shown.add(names.size() - MOST_NAMED + " more");
    }
    return "change " + String.join(", ", shown);
  }

  private static String rows(@Nullable Snapshot snapshot) {
    if (snapshot == null) {
      return "";
    }
    var parts = new ArrayList<String>();
    var added = snapshot.summary().get(SnapshotSummary.ADDED_RECORDS_PROP);
    var deleted = snapshot.summary().get(SnapshotSummary.DELETED_RECORDS_PROP);
    if (added != null) {
      parts.add(added + " rows added");
    }
    if (deleted != null) {
      parts.add(deleted + " rows deleted");
    }
    return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
  }
}
