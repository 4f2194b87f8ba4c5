package dev.prunella.local.engine;

import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * One state of a table, and what its summary says of the step that made it so. No row is read.
 * Other tools may have written anything there: what cannot be read is empty.
 */
public record StepSnapshot(Snapshot snapshot) {

  /** A table's state and those that it came from, read as far as they are asked for. */
  public static Stream<StepSnapshot> newestFirst(Table table) {
    return StreamSupport.stream(SnapshotUtil.currentAncestors(table).spliterator(), false)
        .map(StepSnapshot::new);
  }

  /** Those that steps wrote. */
  static Stream<StepSnapshot> bySteps(Table table) {
    return newestFirst(table).filter(StepSnapshot::isByStep);
  }

  /** How a table stands; empty where nothing was ever written. */
  public static Optional<StepSnapshot> current(Table table) {
    return Optional.ofNullable(table.currentSnapshot()).map(StepSnapshot::new);
  }

  public long id() {
    return snapshot.snapshotId();
  }

  /** The data files that came with it, though they may be gone by now. */
  List<DataFile> added(Table table) {
    var added = new ArrayList<DataFile>();
    SnapshotChanges.builderFor(table)
        .snapshot(snapshot)
        .build()
        .addedDataFiles()
        .forEach(added::add);
    return added;
  }

  /** What a summary says under a key of {@link StepSummary}. */
  Optional<String> said(String key) {
    return Optional.ofNullable(snapshot.summary().get(key));
  }

  /** Whether a step wrote it. */
  public boolean isByStep() {
    return said(StepSummary.FINGERPRINT).isPresent();
  }

  public Optional<RunId> run() {
    return said(StepSummary.RUN).flatMap(RunId::parse);
  }

  /** Whether a run of a step wrote it. */
  public boolean isBy(RunId run) {
    return said(StepSummary.RUN).filter(run.toString()::equals).isPresent();
  }

  /** What the user had written for the step. */
  public Optional<String> code() {
    return said(StepSummary.CODE);
  }

  /** The interval that was written. */
  public Optional<DataInterval> interval() {
    var bounds = said(StepSummary.INTERVAL).orElse("").split("/", -1);
    if (bounds.length != 2) {
      return Optional.empty();
    }
    try {
      var start = Instant.parse(bounds[0]);
      var end = Instant.parse(bounds[1]);
      return start.isBefore(end) ? Optional.of(new DataInterval(start, end)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether it wrote this interval. */
  public boolean isOf(DataInterval interval) {
    return interval().filter(interval::equals).isPresent();
  }
}
