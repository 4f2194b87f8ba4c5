package dev.prunella.local.merge;

import dev.prunella.refs.TableConflict;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.util.PartitionSet;

/**
 * What one side did to the rows of a table since the base: the net difference of the two states,
 * not the operations that led there. All deletes, by position, by equality or by deletion vector,
 * are row positions here, so an equality delete can never reach a row that it did not reach on its
 * own side.
 *
 * @param history the snapshots behind it
 * @param specs the partition specs that the files refer to
 * @param added data files that are new, by location
 * @param removed data files of the base that are gone, by location
 * @param deleted rows that died in data files which stayed, by location
 * @param deadInAdded rows of added files that are already deleted on this side, by location
 * @param deadBefore rows of removed files that were already deleted in the base, by location
 * @param problems what keeps the difference from being understood
 */
record RowChanges(
    History history,
    Map<Integer, PartitionSpec> specs,
    Map<String, DataFile> added,
    Map<String, DataFile> removed,
    Map<String, DeadRows> deleted,
    Map<String, BitSet> deadInAdded,
    Map<String, BitSet> deadBefore,
    List<TableConflict> problems) {

  /** Positions of deleted rows in one data file. */
  record DeadRows(DataFile file, BitSet positions) {}

  boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && deleted.isEmpty();
  }

  /** An upper bound of the rows whose keys count as changed. */
  long changedRows() {
    return added.values().stream().mapToLong(DataFile::recordCount).sum()
        + removed.values().stream().mapToLong(DataFile::recordCount).sum()
        + deleted.values().stream().mapToLong(dead -> dead.positions().cardinality()).sum();
  }

  /**
   * Whether every row that was there is still there, told by the snapshots and not contradicted by
   * the files; rows may have come.
   */
  boolean keepsRows() {
    return history.keepsRows()
        && deleted.isEmpty()
        && living(added, deadInAdded) >= living(removed, deadBefore);
  }

  /** Whether only the files differ, not the rows. */
  boolean onlyCompacts() {
    return history.onlyCompacts()
        && deleted.isEmpty()
        && living(added, deadInAdded) == living(removed, deadBefore);
  }

  private static long living(Map<String, DataFile> files, Map<String, BitSet> dead) {
    return files.values().stream().mapToLong(DataFile::recordCount).sum()
        - dead.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  PartitionSet partitions() {
    var partitions = PartitionSet.create(specs);
    added.values().forEach(file -> partitions.add(file.specId(), file.partition()));
    removed.values().forEach(file -> partitions.add(file.specId(), file.partition()));
    deleted.values().forEach(dead -> partitions.add(dead.file().specId(), dead.file().partition()));
    return partitions;
  }
}
