package dev.prunella.local.merge;

import dev.prunella.local.merge.TableMergeResult.Conflicted;
import dev.prunella.local.merge.TableMergeResult.Merged;
import dev.prunella.refs.TableConflict;
import dev.prunella.refs.TableConflict.Kind;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;

/**
 * Merges one Iceberg table that was changed on both sides of a lake merge, when that is provably
 * right: both sides append; they changed different partitions; they changed rows of different
 * primary keys; or their changes of schema, properties and the like do not touch each other.
 * Everything else is a conflict, as data.
 *
 * <p>The target's table is the trunk; what the source did since the base is put onto it as one new
 * snapshot. If the target wrote no snapshot, the source's table is the trunk, so that its snapshots
 * stay. All proofs are done before the first file is written. Not thread-safe is only what one call
 * holds: an instance may be shared.
 */
public final class TableMerge {
  private final FileIO io;
  private final Clock clock;
  private final MergeLimits limits;

  public TableMerge(FileIO io, Clock clock, MergeLimits limits) {
    this.io = io;
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * Merges what both sides did to the table since the base.
   *
   * @param base the table where both sides began
   * @param ours the table on the source branch
   * @param theirs the table on the branch merged into
   */
  public TableMergeResult merge(TableMetadata base, TableMetadata ours, TableMetadata theirs) {
    if (!Objects.equals(base.uuid(), ours.uuid()) || !Objects.equals(base.uuid(), theirs.uuid())) {
      return conflict(
          Kind.TABLE_REPLACED,
          "The name stands for another table (other UUID) than at the common base. Choose one branch's table.");
    }
    if (same(base, theirs) || same(ours, theirs)) {
      return new Merged(ours, List.of());
    }
    if (same(base, ours)) {
      return new Merged(theirs, List.of());
    }
    var budget = new Budget(limits);
    try {
      return merge(base, ours, theirs, budget);
    } catch (TooLarge e) {
      return conflict(
          Kind.TOO_LARGE_TO_PROVE,
          "That both branches changed different rows could not be proven within the limits: "
              + e.getMessage()
              + ". Raise the limits, or merge in smaller steps.");
    }
  }

  private static boolean same(TableMetadata a, TableMetadata b) {
    return a.metadataFileLocation() != null
        && a.metadataFileLocation().equals(b.metadataFileLocation());
  }

  private TableMergeResult merge(
      TableMetadata base, TableMetadata ours, TableMetadata theirs, Budget budget) throws TooLarge {
    var fileRows = new FileRows(io, budget);
    var reader = new ChangeReader(io, budget, fileRows);
    RowChanges ourRows = reader.between(base, ours);
    RowChanges theirRows = reader.between(base, theirs);
    boolean oursIsTrunk = sameSnapshots(base, theirs);
    TableMetadata trunk = oursIsTrunk ? ours : theirs;
    TableMetadata other = oursIsTrunk ? theirs : ours;
    RowChanges trunkRows = oursIsTrunk ? ourRows : theirRows;
    RowChanges otherRows = oursIsTrunk ? theirRows : ourRows;

    var conflicts = new ArrayList<TableConflict>();
    if (!otherRows.history().isEmpty() || !otherRows.problems().isEmpty()) {
      conflicts.addAll(trunkRows.problems());
      conflicts.addAll(otherRows.problems());
    }
    leftBehind(base, trunk, other, otherRows, conflicts);
    MetadataPlan plan =
        new MetadataMerge(base, trunk, other, conflicts).plan(trunkRows, otherRows, io, limits);
    if (trunkRows.problems().isEmpty() && otherRows.problems().isEmpty()) {
      boolean sameKey = sameKey(base, ours) && sameKey(base, theirs);
      conflicts.addAll(
          new RowMerge(fileRows, budget)
              .conflicts(ourRows, ours, theirRows, theirs, plan.schema(), sameKey));
    }
    return conflicts.isEmpty()
        ? write(trunk, other, otherRows, plan, budget)
        : new Conflicted(conflicts);
  }

  private static boolean sameSnapshots(TableMetadata base, TableMetadata side) {
    return base.lastSequenceNumber() == side.lastSequenceNumber()
        && base.refs().equals(side.refs())
        && base.snapshots().stream()
            .map(s -> s.snapshotId())
            .toList()
            .equals(side.snapshots().stream().map(s -> s.snapshotId()).toList());
  }

  private static boolean sameKey(TableMetadata a, TableMetadata b) {
    return a.schema().identifierFieldIds().equals(b.schema().identifierFieldIds());
  }

  /** What the replayed side has that its files alone do not carry over. */
  private void leftBehind(
      TableMetadata base,
      TableMetadata trunk,
      TableMetadata other,
      RowChanges rows,
      List<TableConflict> conflicts) {
    if (History.hasStagedSnapshots(base, other)) {
      conflicts.add(
          History.unknown(
              "one branch holds snapshots that are staged or on a branch of the table's own"));
    }
    if (!trunk.encryptionKeys().equals(other.encryptionKeys())) {
      conflicts.add(History.unknown("the branches encrypt the table with different keys"));
    }
    if (other.formatVersion() >= 3 && !rows.added().isEmpty()) {
      var footers = new Footers(io);
      List<String> files =
          rows.added().values().stream()
              .filter(
                  file ->
                      footers.clashesInLineage(file, base.nextRowId(), base.lastSequenceNumber()))
              .map(DataFile::location)
              .limit(limits.maxReported())
              .toList();
      if (!files.isEmpty()) {
        conflicts.add(
            new TableConflict(
                Kind.ROW_LINEAGE,
                files,
                List.of(),
                "Data files written on one branch carry row ids or sequence numbers that it gave out since the base, and the other branch gave out the"
                    + " same ones. Merge before rewriting new rows, or rewrite them again after the other branch's changes."));
      }
    }
  }

  private TableMergeResult write(
      TableMetadata trunk, TableMetadata other, RowChanges rows, MetadataPlan plan, Budget budget)
      throws TooLarge {
    var scratch = new ScratchIO(io);
    var replay = new Replay(scratch, new FileRows(io, budget), rows, other, plan.fieldIds());
    TableMetadata staged;
    try {
      staged = replay.withSpecs(plan.carryOut(Dates.without(trunk)));
    } catch (ValidationException | IllegalArgumentException e) {
      return new Conflicted(
          List.of(
              History.unknown(
                  "the two branches' changes of schema, partitioning or sort order do not fit together: "
                      + e.getMessage())));
    }
    try {
      TableMetadata merged = replay.onto(staged);
      long time =
          Math.max(
              clock.millis(), Math.max(trunk.lastUpdatedMillis(), other.lastUpdatedMillis()) + 1);
      return new Merged(Dates.with(time, merged, trunk), scratch.written());
    } catch (TooLarge | RuntimeException e) {
      scratch.deleteWritten(e);
      throw e;
    }
  }

  private static TableMergeResult conflict(Kind kind, String sentence) {
    return new Conflicted(List.of(TableConflict.of(kind, sentence)));
  }
}
