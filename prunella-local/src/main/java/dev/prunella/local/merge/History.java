package dev.prunella.local.merge;

import dev.prunella.refs.TableConflict;
import dev.prunella.refs.TableConflict.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;

/**
 * The snapshots that one side put on top of the base.
 *
 * @param operations Iceberg's name of what each snapshot did. A {@code replace} is believed to keep
 *     every row, as the table format demands of writers and as every incremental reader relies on.
 * @param problems why the history cannot be told, if so
 */
record History(Set<String> operations, List<TableConflict> problems) {
  private static final Set<String> KNOWN =
      Set.of(
          DataOperations.APPEND,
          DataOperations.REPLACE,
          DataOperations.OVERWRITE,
          DataOperations.DELETE);

  static History since(TableMetadata base, TableMetadata side) {
    var operations = new HashSet<String>();
    var problems = new ArrayList<TableConflict>();
    var seen = new HashSet<Long>();
    Snapshot from = base.currentSnapshot();
    Snapshot at = side.currentSnapshot();
    while (at != null
        && (from == null || at.snapshotId() != from.snapshotId())
        && seen.add(at.snapshotId())) {
      String operation = at.operation();
      if (operation == null || !KNOWN.contains(operation)) {
        problems.add(
            unknown(
                "snapshot "
                    + at.snapshotId()
                    + " does not say what it did (operation "
                    + operation
                    + ")"));
      } else {
        operations.add(operation);
      }
      at = at.parentId() == null ? null : side.snapshot(at.parentId());
    }
    if (from != null && (at == null || at.snapshotId() != from.snapshotId())) {
      problems.add(
          unknown(
              "the table was rolled back or replaced on one branch: snapshot "
                  + from.snapshotId()
                  + " of the common base is not in its history"));
    }
    return new History(operations, problems);
  }

  /**
   * Snapshots that are on one side only, yet on no path to its current one, would be lost by
   * leaving that side's history behind.
   */
  static boolean hasStagedSnapshots(TableMetadata base, TableMetadata side) {
    var known = new HashSet<Long>();
    base.snapshots().forEach(snapshot -> known.add(snapshot.snapshotId()));
    Snapshot at = side.currentSnapshot();
    while (at != null && known.add(at.snapshotId())) {
      at = at.parentId() == null ? null : side.snapshot(at.parentId());
    }
    return side.snapshots().stream().anyMatch(snapshot -> !known.contains(snapshot.snapshotId()));
  }

  boolean isEmpty() {
    return operations.isEmpty();
  }

  /** Whether every row that was there before is still there; rows may have come. */
  boolean keepsRows() {
    return !operations.contains(DataOperations.OVERWRITE)
        && !operations.contains(DataOperations.DELETE);
  }

  boolean onlyCompacts() {
    return operations.equals(Set.of(DataOperations.REPLACE));
  }

  boolean compacts() {
    return operations.contains(DataOperations.REPLACE);
  }

  static TableConflict unknown(String what) {
    return TableConflict.of(
        Kind.UNKNOWN_OPERATION,
        what
            + ". Merge this table by hand: choose one side, or redo one side's change on the other.");
  }
}
