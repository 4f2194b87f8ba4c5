package dev.prunella.local.merge;

import dev.prunella.local.merge.RowChanges.DeadRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/**
 * Puts one side's row changes onto the trunk as one new snapshot. Added files get the newest
 * sequence number, so no equality delete of the trunk reaches them, and new row ids; removed rows
 * are positions, so nothing of this side reaches the trunk's files.
 */
final class Replay {
  private final FileIO io;
  private final FileRows rows;
  private final RowChanges changes;
  private final TableMetadata other;
  private final FieldIds fieldIds;

  Replay(FileIO io, FileRows rows, RowChanges changes, TableMetadata other, FieldIds fieldIds) {
    this.io = io;
    this.rows = rows;
    this.changes = changes;
    this.other = other;
    this.fieldIds = fieldIds;
  }

  /** The trunk with the partition specs that the added files need. */
  TableMetadata withSpecs(TableMetadata trunk) {
    TableMetadata staged = trunk;
    for (int id : new HashSet<>(changes.added().values().stream().map(DataFile::specId).toList())) {
      if (Specs.find(specOf(id), fieldIds, staged).isEmpty()) {
        staged =
            TableMetadata.buildFrom(staged)
                .addPartitionSpec(Specs.adopt(specOf(id), staged.schema(), fieldIds, staged))
                .build();
      }
    }
    return staged;
  }

  TableMetadata onto(TableMetadata staged) throws TooLarge {
    if (changes.isEmpty()) {
      return staged;
    }
    var added = new LinkedHashMap<String, DataFile>();
    changes.added().forEach((location, file) -> added.put(location, inTermsOf(staged, file)));
    var dead = new ArrayList<>(changes.deleted().values());
    for (Map.Entry<String, BitSet> ofFile : changes.deadInAdded().entrySet()) {
      if (!ofFile.getValue().isEmpty()) {
        dead.add(
            new DeadRows(Objects.requireNonNull(added.get(ofFile.getKey())), ofFile.getValue()));
      }
    }
    var deletes = new DeadRowWriter(staged, io, rows).write(dead);
    SnapshotUpdate<?> update = update(staged, added.values(), deletes);
    Snapshot head = other.currentSnapshot();
    if (head != null) {
      update.set("prunella.merged-snapshot-id", Long.toString(head.snapshotId()));
    }
    Snapshot snapshot = update.apply();
    verify(snapshot);
    return TableMetadata.buildFrom(staged)
        .setBranchSnapshot(snapshot, SnapshotRef.MAIN_BRANCH)
        .build();
  }

  /**
   * The narrowest operation, since readers of increments skip a 'replace' and need an 'append' to
   * be one.
   */
  private SnapshotUpdate<?> update(
      TableMetadata staged, Iterable<DataFile> added, DeadRowWriter.Written deletes) {
    var table = new BaseTable(new StagedOperations(staged, io), staged.location());
    Snapshot current = staged.currentSnapshot();
    if (changes.removed().isEmpty() && deletes.files().isEmpty()) {
      var append = table.newAppend();
      added.forEach(append::appendFile);
      return append;
    }
    if (changes.onlyCompacts() && deletes.files().isEmpty() && current != null) {
      var rewrite = table.newRewrite().validateFromSnapshot(current.snapshotId());
      changes.removed().values().forEach(rewrite::deleteFile);
      added.forEach(rewrite::addFile);
      return rewrite;
    }
    var delta = table.newRowDelta();
    if (current != null) {
      delta.validateFromSnapshot(current.snapshotId());
    }
    changes.removed().values().forEach(delta::removeRows);
    added.forEach(delta::addRows);
    deletes.replaced().forEach(delta::removeDeletes);
    deletes.files().forEach(delta::addDeletes);
    return delta;
  }

  /**
   * Asked of Iceberg's own count, because a file that it did not find to remove would leave its
   * rows twice.
   */
  private void verify(Snapshot snapshot) {
    int added = count(snapshot, SnapshotSummary.ADDED_FILES_PROP);
    int removed = count(snapshot, SnapshotSummary.DELETED_FILES_PROP);
    if (added != changes.added().size() || removed != changes.removed().size()) {
      throw new IllegalStateException(
          "the merge of "
              + other.location()
              + " should add "
              + changes.added().size()
              + " and remove "
              + changes.removed().size()
              + " data files, but Iceberg counted "
              + added
              + " and "
              + removed
              + "; nothing was published");
    }
  }

  private static int count(Snapshot snapshot, String property) {
    return Integer.parseInt(snapshot.summary().getOrDefault(property, "0"));
  }

  /**
   * The same file without what its own side gave it: spec id, sort order id, sequence number, first
   * row id.
   */
  private DataFile inTermsOf(TableMetadata staged, DataFile file) {
    PartitionSpec spec = Specs.find(specOf(file.specId()), fieldIds, staged).orElseThrow();
    var builder =
        DataFiles.builder(spec)
            .withPath(file.location())
            .withFormat(file.format())
            .withFileSizeInBytes(file.fileSizeInBytes())
            .withMetrics(
                new Metrics(
                    file.recordCount(),
                    file.columnSizes(),
                    file.valueCounts(),
                    file.nullValueCounts(),
                    file.nanValueCounts(),
                    file.lowerBounds(),
                    file.upperBounds()));
    if (spec.isPartitioned()) {
      builder.withPartition(file.partition());
    }
    List<Long> offsets = file.splitOffsets();
    if (offsets != null) {
      builder.withSplitOffsets(offsets);
    }
    if (file.keyMetadata() != null) {
      builder.withEncryptionKeyMetadata(file.keyMetadata());
    }
    sortOrder(staged, file).ifPresent(order -> builder.withSortOrderId(order.orderId()));
    return builder.build();
  }

  private Optional<SortOrder> sortOrder(TableMetadata staged, DataFile file) {
    SortOrder order =
        file.sortOrderId() == null ? null : other.sortOrdersById().get(file.sortOrderId());
    // A renumbered column is in no data file, so nothing is sorted by it.
    return order == null
        ? Optional.empty()
        : staged.sortOrders().stream().filter(known -> Specs.same(known, order)).findFirst();
  }

  private PartitionSpec specOf(int id) {
    return Objects.requireNonNull(
        changes.specs().get(id), () -> "partition spec " + id + " of " + other.location());
  }
}
