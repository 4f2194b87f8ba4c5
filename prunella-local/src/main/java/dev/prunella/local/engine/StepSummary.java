package dev.prunella.local.engine;

import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.StepTask;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** What a table's snapshots say about the steps that wrote them. */
final class StepSummary {
  static final String RUN = "prunella.run";
  static final String FINGERPRINT = "prunella.step-fingerprint";
  static final String INTERVAL = "prunella.interval";

  /** Names what the user wrote for the step. */
  static final String CODE = "prunella.step-code";

  static final String BATCH = "prunella.batch";
  static final String RAW = "prunella.raw";
  static final String SOURCE_INTERVAL = "prunella.source-interval";

  /** What was declared of the source when the batch was read. */
  static final String DECLARED = "prunella.source";

  /** How many rows the step gave, where some may have been laid aside, and how many were. */
  static final String GIVEN = "prunella.rows-given";

  static final String QUARANTINED = "prunella.rows-quarantined";

  /** How many rows broke a rule, where they are more than it allows to lay aside: none was. */
  static final String OVER_SHARE = "prunella.rows-over-share";

  /** How the step's rows became the table's, as models spell it. */
  static final String MATERIALIZED = "prunella.materialized";

  /** How many rows came and were left out, where there were any. */
  static final String LEFT_OUT = "prunella.left-out";

  private static final String UNTIL = "/";

  private StepSummary() {}

  static Map<String, String> of(StepTask task) {
    var summary = new LinkedHashMap<String, String>();
    summary.put(RUN, task.run().toString());
    summary.put(FINGERPRINT, task.fingerprint());
    summary.put(CODE, task.step().code());
    task.interval().ifPresent(interval -> summary.put(INTERVAL, text(interval)));
    return summary;
  }

  static Map<String, String> of(StepTask task, Batch batch, String declared) {
    var summary = of(task);
    summary.put(BATCH, batch.id());
    summary.put(DECLARED, declared);
    summary.put(
        RAW, batch.parts().stream().map(Batch.Part::sha256).collect(Collectors.joining(",")));
    task.interval().ifPresent(interval -> summary.put(SOURCE_INTERVAL, text(interval)));
    return summary;
  }

  /** Both bounds, as ISO 8601 writes an interval: unique in every calendar. */
  private static String text(DataInterval interval) {
    return interval.start() + UNTIL + interval.end();
  }

  static Optional<String> fingerprint(Table table) {
    return StepSnapshot.current(table).flatMap(newest -> newest.said(FINGERPRINT));
  }

  /** What is kept of a materialization: as what its rows stay in the table. */
  static String kept(Materialization how) {
    return switch (how) {
      case Materialization.MergeBy(var key, var _) -> new Materialization.MergeBy(key).words();
      case Materialization.Full _, Materialization.Append _, Materialization.IntervalBy _ ->
          how.words();
    };
  }

  /** How the step made its table when it last did; empty also where that was not kept yet. */
  static Optional<String> materialized(Table table) {
    return StepSnapshot.bySteps(table).findFirst().flatMap(snapshot -> snapshot.said(MATERIALIZED));
  }

  /** The latest interval that was written, if it begins after the task's. */
  static Optional<DataInterval> later(StepTask task, Table table) {
    return task.interval()
        .flatMap(
            own ->
                StepSnapshot.newestFirst(table)
                    .flatMap(snapshot -> snapshot.interval().stream())
                    .filter(interval -> interval.start().isAfter(own.start()))
                    .max(Comparator.comparing(DataInterval::start)));
  }

  /** The newest snapshot that added rows for the task's interval, or for its run without one. */
  static Optional<StepSnapshot> lastFor(StepTask task, Table table) {
    var key = task.interval().isPresent() ? INTERVAL : RUN;
    var wanted = of(task).get(key);
    return StepSnapshot.bySteps(table)
        .filter(snapshot -> snapshot.said(key).filter(said -> said.equals(wanted)).isPresent())
        .findFirst();
  }

  /**
   * Whether the batch stands in the table as it was loaded: nobody but loads of other intervals has
   * changed the table since, and none of these reaches into this one, whose rows it would have
   * replaced.
   */
  static boolean holds(
      StepTask task, Table table, boolean byInterval, Batch batch, String declared) {
    var wanted = of(task, batch, declared);
    for (var at : SnapshotUtil.currentAncestors(table)) {
      var snapshot = new StepSnapshot(at);
      var summary = at.summary();
      if (snapshot.said(BATCH).isEmpty()) {
        if (!DataOperations.REPLACE.equals(at.operation())) {
          return false;
        }
      } else if (!byInterval || same(summary, wanted, INTERVAL)) {
        return same(summary, wanted, BATCH) && same(summary, wanted, DECLARED);
      } else if (reachesInto(task, snapshot)) {
        return false;
      }
    }
    return false;
  }

  /** What was not for an interval was for all of them. */
  private static boolean reachesInto(StepTask task, StepSnapshot snapshot) {
    var other = snapshot.interval();
    return other.isEmpty() || task.interval().filter(other.get()::overlaps).isPresent();
  }

  private static boolean same(Map<String, String> one, Map<String, String> other, String key) {
    return Objects.equals(one.get(key), other.get(key));
  }
}
