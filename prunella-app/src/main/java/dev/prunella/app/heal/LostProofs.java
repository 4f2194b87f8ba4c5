package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.local.attest.SignedFiles;
import dev.prunella.local.engine.LostFiles;
import dev.prunella.local.engine.StepSnapshot;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;

/**
 * Proofs that rows which were computed again are those that were lost: by the bytes that were
 * signed, else by the statistics that were kept, when they were published. Where neither is there
 * nobody can say. Nothing of the lost files is read, for nothing of them is there.
 */
final class LostProofs {
  private final Workspace workspace;
  private final Recomputation computed;
  private final StepWatch watch;

  LostProofs(Workspace workspace, Recomputation computed, StepWatch watch) {
    this.workspace = workspace;
    this.computed = computed;
    this.watch = watch;
  }

  /** Of each interval, and of the files that were not to be touched. */
  List<Proof> of(TableName table) {
    var proofs = new ArrayList<Proof>();
    var main = workspace.lake().table(computed.main(), table.key());
    var now = workspace.lake().table(computed.head(), table.key());
    var ours = computed.intervals().stream().filter(i -> i.table().equals(table)).toList();
    if (main.isEmpty() || now.isEmpty() || ours.isEmpty()) {
      return List.of(Proof.fails(table + " is not there"));
    }
    var before = new ArrayList<DataFile>();
    var after = new ArrayList<DataFile>();
    for (var one : ours) {
      var then = LostFiles.broughtBy(main.get(), one.first().snapshot());
      var again = broughtBy(now.get(), one);
      before.addAll(then);
      after.addAll(again);
      proofs.add(isTheSame(one, then, now.get(), again));
    }
    proofs.add(nothingElse(main.get(), before, now.get(), after));
    return proofs;
  }

  /** What the run that computed an interval again has brought. */
  private static List<DataFile> broughtBy(Table now, Recomputation.Interval one) {
    for (var snapshot : now.snapshots()) {
      if (new StepSnapshot(snapshot).isBy(one.again().run())) {
        return LostFiles.broughtBy(now, snapshot.snapshotId());
      }
    }
    return List.of();
  }

  private Proof isTheSame(
      Recomputation.Interval one, List<DataFile> then, Table now, List<DataFile> again) {
    var label = one.again().request().intervalLabel().map(l -> " of " + l).orElse("");
    long rows = rows(then);
    if (rows != rows(again)) {
      return Proof.fails(
          "the rows%s were %d, and come out as %d".formatted(label, rows, rows(again)));
    }
    if (then.size() == 1
        && again.size() == 1
        && !haveSameColumns(then.getFirst(), again.getFirst())) {
      return Proof.fails("the rows%s come out with other values".formatted(label));
    }
    if (areSameBytes(one, then, again)) {
      return Proof.holds(
          "the %d rows%s come out to the byte as they were signed when they were published"
              .formatted(rows, label));
    }
    var request = one.again().request();
    var step = request.graph().step(one.table()).orElseThrow();
    var task = request.task(step, one.again().run(), one.again().branch());
    return workspace
        .inspector()
        .kept()
        .areSame(one.first().snapshot(), now, task, watch)
        .map(
            same ->
                same
                    ? Proof.holds(
                        "the %d rows%s have the hashes that were kept when they were published"
                            .formatted(rows, label))
                    : Proof.fails(
                        "the rows%s come out otherwise than when they were published"
                            .formatted(label)))
        .orElseGet(
            () ->
                Proof.unknown(
                    "of the rows%s nothing was kept by which they could be known again"
                        .formatted(label)));
  }

  private static long rows(List<DataFile> files) {
    return files.stream().mapToLong(DataFile::recordCount).sum();
  }

  /** By what the table's metadata says of each column: nulls, the least and the greatest value. */
  private static boolean haveSameColumns(DataFile then, DataFile again) {
    return Objects.equals(then.nullValueCounts(), again.nullValueCounts())
        && Objects.equals(then.lowerBounds(), again.lowerBounds())
        && Objects.equals(then.upperBounds(), again.upperBounds());
  }

  private boolean areSameBytes(
      Recomputation.Interval one, List<DataFile> then, List<DataFile> again) {
    var signed =
        workspace
            .journal()
            .state(one.first().run())
            .published()
            .map(RunEvent.Published::commit)
            .map(commit -> SignedFiles.of(workspace.lake(), commit, one.table()))
            .orElse(Map.of());
    var wanted = new ArrayList<ObjectId>();
    for (var file : then) {
      var hash = signed.get(file.location());
      if (hash == null) {
        return false;
      }
      wanted.add(hash);
    }
    for (var file : again) {
      var hash = SignedFiles.hash(workspace.lake(), file.location());
      if (hash.isEmpty() || !wanted.remove(hash.get())) {
        return false;
      }
    }
    return wanted.isEmpty() && !again.isEmpty();
  }

  /** Every other file of the table is as it was. */
  private static Proof nothingElse(
      Table main, List<DataFile> before, Table now, List<DataFile> after) {
    var were = new HashSet<>(LostFiles.locations(LostFiles.files(main)));
    were.removeAll(LostFiles.locations(before));
    var are = new HashSet<>(LostFiles.locations(LostFiles.files(now)));
    are.removeAll(LostFiles.locations(after));
    return were.equals(are)
        ? Proof.holds("the table's %d other files stay as they are".formatted(are.size()))
        : Proof.fails("other files of the table do not stay as they are");
  }
}
