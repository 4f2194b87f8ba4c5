package dev.prunella.local.engine;

import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * What a table's own metadata says about who wrote it, without reading a row.
 *
 * @param run the run that wrote it last; empty when something else did
 * @param through the newest interval among its newest snapshots
 * @param at when it was written last
 */
public record Written(Optional<RunId> run, Optional<DataInterval> through, Optional<Instant> at) {
  /** Further back is not looked for a newer interval. */
  private static final int MOST_SNAPSHOTS = 100;

  /** As {@link Materialization#words} says it. */
  private static final Pattern SIDE_BY_SIDE = Pattern.compile("append|interval by .*");

  /** Of a table as it stands. */
  public static Written of(Table table) {
    var current = Optional.ofNullable(table.currentSnapshot());
    Optional<DataInterval> through = Optional.empty();
    Snapshot at = table.currentSnapshot();
    for (int i = 0; i < MOST_SNAPSHOTS && at != null; i++) {
      var interval = interval(at.summary());
      if (interval.isPresent() && through.filter(t -> t.compareTo(interval.get()) >= 0).isEmpty()) {
        through = interval;
      }
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    return new Written(
        current
            .flatMap(s -> Optional.ofNullable(s.summary().get(StepSummary.RUN)))
            .flatMap(RunId::parse),
        through,
        current.map(s -> Instant.ofEpochMilli(s.timestampMillis())));
  }

  /**
   * Of how many intervals a table holds the rows side by side, as its snapshots tell.
   *
   * @param most further is not counted
   * @return empty where runs do not add interval to interval, or nobody knows how it was made
   */
  public static OptionalInt intervals(Table table, int most) {
    var how = StepSummary.materialized(table).orElse("");
    if (!SIDE_BY_SIDE.matcher(how).matches()) {
      return OptionalInt.empty();
    }
    var found = new HashSet<DataInterval>();
    Snapshot at = table.currentSnapshot();
    for (int i = 0; i < MOST_SNAPSHOTS && at != null && found.size() < most; i++) {
      interval(at.summary()).ifPresent(found::add);
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    return OptionalInt.of(found.size());
  }

  /** What the user had written for the step when it last wrote an interval. */
  public static Optional<String> code(Table table, DataInterval interval) {
    Snapshot at = table.currentSnapshot();
    while (at != null && !isOf(at.summary(), interval)) {
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    return Optional.ofNullable(at).map(s -> s.summary().get(StepSummary.CODE));
  }

  /** Whether a snapshot wrote this interval. */
  public static boolean isOf(Map<String, String> summary, DataInterval interval) {
    return interval(summary).filter(interval::equals).isPresent();
  }

  /** Other tools may have written anything there: what is no interval is none. */
  static Optional<DataInterval> interval(Map<String, String> summary) {
    var bounds = summary.getOrDefault(StepSummary.INTERVAL, "").split("/", -1);
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
}
