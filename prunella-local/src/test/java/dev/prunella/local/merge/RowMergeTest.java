package dev.prunella.local.merge;

import static dev.prunella.local.merge.Side.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.TableConflict.Kind;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowMergeTest extends TableMergeSpec {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void twoAppendsAreBothThereOnce(int version) {
    Side base = tenRows(keyless(version));
    Side ours = base.branch().append(base.row(100, "a", "ours"));
    Side theirs = base.branch().append(base.row(200, "a", "theirs"));

    Side merged = merged(base, ours, theirs);

    assertThat(merged.ids()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 100L, 200L);
    assertThat(merged.metadata().currentSnapshot().operation()).isEqualTo(DataOperations.APPEND);
  }

  @Test
  void appendsToAnEmptyTableMerge() {
    Side base = keyed(2);
    assertThat(
            merged(
                    base,
                    base.branch().append(base.row(1, "a", "x")),
                    base.branch().append(base.row(2, "a", "y")))
                .ids())
        .containsExactly(1L, 2L);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void sameKeyInsertedOnBothSidesConflicts(int version) {
    Side base = tenRows(keyed(version));
    Side ours = base.branch().append(base.row(100, "a", "ours"), base.row(101, "a", "ours"));
    Side theirs = base.branch().append(base.row(101, "a", "theirs"));

    assertThat(conflicts(base, ours, theirs, Kind.SAME_KEY).getFirst().keys())
        .containsExactly("id=101");
  }

  @Test
  void sameKeyInsertedInDifferentPartitionsConflicts() {
    Side base = Side.create(io, folder, 2, Side.KEYED, Side.byGroup(Side.KEYED));
    Side ours = base.branch().append(base.row(1, "a", "ours"));
    Side theirs = base.branch().append(base.row(1, "b", "theirs"));

    conflicts(base, ours, theirs, Kind.SAME_KEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void keylessRowsChangedInDifferentPartitionsMerge(int version) {
    Side base = tenRows(keylessByGroup(version));
    Side ours = base.branch().deletePositions(id(1)).append(base.row(11, "a", "ours"));
    Side theirs =
        base.branch()
            .update(id(6), row -> base.row(60, "b", "theirs"))
            .deleteEqual("id", base.row(7, "b", ""));

    assertThat(merged(base, ours, theirs).ids())
        .containsExactly(0L, 2L, 3L, 4L, 5L, 8L, 9L, 11L, 60L);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void keylessRowsChangedInOnePartitionConflict(int version) {
    Side base = tenRows(keylessByGroup(version));
    Side ours = base.branch().deletePositions(id(1));

    conflicts(base, ours, base.branch().append(base.row(11, "a", "theirs")), Kind.NO_KEY);
    conflicts(base, ours, base.branch().deletePositions(id(1)), Kind.SAME_ROW);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void keyedRowsChangedInOneFileByPositionMerge(int version) {
    Side base = tenRows(keyed(version));
    Side ours = base.branch().deletePositions(id(1, 2));
    Side theirs = base.branch().deletePositions(id(3)).append(base.row(3, "a", "theirs"));

    Side merged = merged(base, ours, theirs);

    assertThat(merged.ids()).containsExactly(0L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(merged.rows()).anySatisfy(row -> assertThat(row).containsEntry(3, "theirs"));
    // Removing on top of the merge must still find one vector per file.
    assertThat(merged.deletePositions(id(4)).ids()).containsExactly(0L, 3L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void deletionVectorsOfBothSidesBecomeOnePerFile() {
    Side base = tenRows(keyed(3)).deletePositions(id(0));
    Side merged =
        merged(base, base.branch().deletePositions(id(1)), base.branch().deletePositions(id(2)));

    assertThat(merged.ids()).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
    for (FileScanTask task : merged.tasks()) {
      assertThat(task.deletes())
          .hasSizeLessThanOrEqualTo(1)
          .allMatch(delete -> delete.format() == FileFormat.PUFFIN);
    }
    assertThat(
            merged.tasks().stream()
                .flatMap(task -> task.deletes().stream())
                .mapToLong(DeleteFile::recordCount)
                .sum())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void sameKeyChangedOnBothSidesConflicts(int version) {
    Side base = tenRows(keyed(version));
    Side byPosition = base.branch().deletePositions(id(1, 2));
    Side byEquality = base.branch().upsert(base.row(2, "a", "theirs"));
    Side byAppend = base.branch().append(base.row(2, "b", "again"));

    assertThat(conflicts(base, byPosition, byEquality, Kind.SAME_KEY).getFirst().keys())
        .containsExactly("id=2");
    conflicts(base, byEquality, byPosition, Kind.SAME_KEY);
    conflicts(base, byPosition, byPosition.branch().append(base.row(3, "a", "")), Kind.SAME_KEY);
    conflicts(base, byEquality, byAppend, Kind.SAME_KEY);
  }

  /**
   * Replayed as it is, the delete would take a new sequence number and hit the row that theirs
   * wrote later for another row's value.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void replayedEqualityDeleteSparesTheOtherSidesNewRows(int version) {
    Side base = tenRows(keyed(version));
    Side ours = base.branch().deleteEqual("val", base.row(1, "a", "v1"), base.row(7, "a", "v7"));
    Side theirs = base.branch().append(base.row(100, "a", "v1"), base.row(101, "a", "v7"));

    Side merged = merged(base, ours, theirs);

    assertThat(merged.ids()).containsExactly(0L, 2L, 3L, 4L, 5L, 6L, 8L, 9L, 100L, 101L);
    assertThat(merged(base, theirs, ours).ids()).isEqualTo(merged.ids());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void upsertsOfDifferentKeysMerge(int version) {
    Side base = tenRows(keyed(version));
    Side ours =
        base.branch()
            .upsert(base.row(1, "a", "o1"))
            .upsert(base.row(1, "a", "o2"), base.row(50, "a", "o"));
    Side theirs =
        base.branch()
            .upsert(base.row(2, "a", "t1"), base.row(9, "b", "t9"))
            .upsert(base.row(60, "a", "t"));

    Side merged = merged(base, ours, theirs);

    assertThat(merged.ids()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 50L, 60L);
    assertThat(merged.rows())
        .extracting(row -> row.get(3))
        .contains("o2", "t1", "t9", "o", "t")
        .doesNotContain("o1", "v1", "v2", "v9");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void copyOnWriteOfDifferentFilesMerges(int version) {
    Side base = tenRows(keyed(version));
    Side ours = base.branch().update(id(1), row -> base.row(1, "a", "ours"));
    Side theirs =
        base.branch().update(id(6), row -> base.row(6, "b", "theirs")).deletePositions(id(7));

    Side merged = merged(base, ours, theirs);

    assertThat(merged.ids()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 8L, 9L);
    assertThat(merged.rows()).extracting(row -> row.get(3)).contains("ours", "theirs");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void copyOnWriteOfOneFileConflicts(int version) {
    Side base = tenRows(keyed(version));
    Side ours = base.branch().update(id(1), row -> base.row(1, "a", "ours"));

    Side rewriting = base.branch().update(id(2), row -> base.row(2, "a", "theirs"));
    assertThat(conflicts(base, ours, rewriting, Kind.SAME_FILE_REWRITTEN).getFirst().files())
        .hasSize(1);
    conflicts(base, ours, base.branch().deletePositions(id(2)), Kind.SAME_FILE_REWRITTEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void compactionMergesWithAppendsOnEitherSide(int version) {
    Side base = tenRows(keyless(version)).deletePositions(id(4));
    Side compacted = base.branch().compact(file -> true);
    Side appended = base.branch().append(base.row(100, "a", ""));

    assertThat(merged(base, compacted, appended).ids())
        .containsExactly(0L, 1L, 2L, 3L, 5L, 6L, 7L, 8L, 9L, 100L);
    Side merged = merged(base, appended, compacted);
    assertThat(merged.ids()).containsExactly(0L, 1L, 2L, 3L, 5L, 6L, 7L, 8L, 9L, 100L);
    assertThat(merged(base, compacted, appended).metadata().currentSnapshot().operation())
        .isEqualTo(DataOperations.REPLACE);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void deletesInACompactedFileConflict(int version) {
    Side base = tenRows(keyed(version));
    Side compacted = base.branch().compact(file -> true);

    conflicts(base, base.branch().deletePositions(id(3)), compacted, Kind.DELETE_OF_COMPACTED_FILE);
    conflicts(
        base,
        compacted,
        base.branch().deleteEqual("id", base.row(3, "a", "")),
        Kind.DELETE_OF_COMPACTED_FILE);
    conflicts(
        base,
        compacted,
        base.branch().update(id(3), row -> base.row(3, "a", "new")),
        Kind.DELETE_OF_COMPACTED_FILE);
    conflicts(base, compacted, base.branch().compact(file -> true), Kind.SAME_FILE_REWRITTEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void compactionMergesWithDeletesInOtherFiles(int version) {
    Side base = tenRows(keyless(version));
    String first =
        base.tasks().stream()
            .map(FileScanTask::file)
            .map(DataFile::location)
            .sorted()
            .toList()
            .getFirst();
    Side compacted = base.branch().compact(file -> file.location().equals(first));
    long stays = base.branch().compact(file -> !file.location().equals(first)).tasks().size();
    assertThat(stays).isEqualTo(2);
    boolean firstHoldsLow =
        base.branch().rewriteRows(id(0), row -> List.of()).tasks().stream()
            .noneMatch(task -> task.file().location().equals(first));
    Side deleted = base.branch().deletePositions(id(firstHoldsLow ? 7 : 2));

    assertThat(merged(base, compacted, deleted).ids()).isEqualTo(deleted.ids());
    assertThat(merged(base, deleted, compacted).ids()).isEqualTo(deleted.ids());
  }

  @Test
  void sameDataFileAddedOnBothSidesConflicts() {
    Side base = tenRows(keyless(2));
    DataFile file = base.write(List.of(base.row(100, "a", ""))).getFirst();
    Side ours = base.branch();
    ours.table().newAppend().appendFile(file).commit();
    Side theirs = base.branch();
    theirs.table().newAppend().appendFile(file).commit();
    theirs.append(base.row(101, "a", ""));

    assertThat(conflicts(base, ours, theirs, Kind.SAME_FILE_ADDED).getFirst().files())
        .containsExactly(file.location());
  }

  @Test
  void rollbackOnOneSideConflicts() {
    Side base = tenRows(keyless(2));
    Side ours = base.branch();
    ours.table()
        .manageSnapshots()
        .rollbackTo(base.metadata().snapshots().getFirst().snapshotId())
        .commit();

    conflicts(base, ours, base.branch().append(base.row(100, "a", "")), Kind.UNKNOWN_OPERATION);
    conflicts(base, base.branch().append(base.row(100, "a", "")), ours, Kind.UNKNOWN_OPERATION);
  }

  @Test
  void stagedSnapshotIsNotLostSilently() {
    Side base = tenRows(keyless(2));
    Side ours = base.branch();
    ours.table()
        .newAppend()
        .appendFile(base.write(List.of(base.row(100, "a", ""))).getFirst())
        .stageOnly()
        .commit();

    conflicts(base, ours, base.branch().append(base.row(101, "a", "")), Kind.UNKNOWN_OPERATION);
  }

  @Test
  void tooLargeToProveIsAConflictNotAGuess() {
    Side base = tenRows(keyed(2));
    Side ours = base.branch().append(base.row(100, "a", ""), base.row(101, "a", ""));
    Side theirs = base.branch().append(base.row(200, "a", ""), base.row(201, "a", ""));
    for (MergeLimits limits :
        List.of(new MergeLimits(1000, 1000, 1, 20), new MergeLimits(1000, 3, 1000, 20))) {
      var result =
          new TableMerge(io, Clock.systemUTC(), limits)
              .merge(base.metadata(), ours.metadata(), theirs.metadata());
      assertThat(result)
          .isInstanceOfSatisfying(
              TableMergeResult.Conflicted.class,
              it ->
                  assertThat(it.conflicts().getFirst().kind()).isEqualTo(Kind.TOO_LARGE_TO_PROVE));
    }
    assertThat(merged(base, ours, theirs).ids()).hasSize(14);
  }

  @Test
  void newRowIdsDoNotOverlap() {
    Side base = tenRows(keyed(3));
    Side ours =
        base.branch()
            .append(base.row(100, "a", ""), base.row(101, "a", ""))
            .update(id(1), row -> base.row(1, "a", "new"));
    Side theirs =
        base.branch()
            .append(base.row(200, "a", ""), base.row(201, "a", ""), base.row(202, "a", ""));

    Side merged = merged(base, ours, theirs);

    var taken = new HashSet<Long>();
    for (FileScanTask task : merged.tasks()) {
      long first = task.file().firstRowId();
      for (long rowId = first; rowId < first + task.file().recordCount(); rowId++) {
        assertThat(taken.add(rowId)).as("row id %d of %s", rowId, task.file().location()).isTrue();
        assertThat(rowId).isLessThan(merged.metadata().nextRowId());
      }
    }
    assertThat(merged.metadata().currentSnapshot().firstRowId())
        .isEqualTo(theirs.metadata().nextRowId());
  }

  @Test
  void oneSideUpgradedTheFormatWhileTheOtherDeleted() {
    Side base = tenRows(keyed(2)).deletePositions(id(0));
    Side upgraded = base.branch();
    upgraded.commit(upgraded.metadata(), upgraded.metadata().upgradeToFormatVersion(3));
    upgraded.deletePositions(id(1));
    Side deleted =
        base.branch()
            .deletePositions(id(2))
            .upsert(base.row(3, "a", "new"))
            .append(base.row(100, "a", ""));

    for (Side merged : List.of(merged(base, upgraded, deleted), merged(base, deleted, upgraded))) {
      assertThat(merged.metadata().formatVersion()).isEqualTo(3);
      assertThat(merged.ids()).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 100L);
      assertThat(merged.deletePositions(id(4)).append(base.row(101, "a", "")).ids())
          .containsExactly(3L, 5L, 6L, 7L, 8L, 9L, 100L, 101L);
    }
  }

  @Test
  void failedWriteLeavesNothingBehind() {
    Side base = tenRows(keyed(2));
    Side ours = base.branch().deletePositions(id(1));
    Side theirs = base.branch().deletePositions(id(2));
    var before = files();
    io.failWritesOf("snap-");

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> result(base, ours, theirs))
        .hasMessageContaining("disk full");

    assertThat(files()).isEqualTo(before);
  }

  @Test
  void mergedFilesAreNamedForCallersThatDoNotCommit() {
    Side base = tenRows(keyed(3));
    var before = files();
    var result =
        (TableMergeResult.Merged)
            result(
                base, base.branch().deletePositions(id(1)), base.branch().deletePositions(id(2)));
    var written = files();
    written.removeAll(before);
    assertThat(written).containsAll(result.newFiles());
    assertThat(result.newFiles()).isNotEmpty();
  }
}
