package dev.prunella.local.engine;

import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    var current = StepSnapshot.current(table);
    return new Written(
        current.flatMap(StepSnapshot::run),
        intervals(table).max(Comparator.naturalOrder()),
        current.map(newest -> Instant.ofEpochMilli(newest.snapshot().timestampMillis())));
  }

  /**
   * Of how many intervals a table holds the rows side by side, as its snapshots tell.
   *
   * @param most further is not counted
   * @return empty where runs do not add interval to interval, or nobody knows how it was made
   */
  public static OptionalInt intervals(Table table, int most) {
    var how = StepSummary.materialized(table).orElse("");
    return SIDE_BY_SIDE.matcher(how).matches()
        ? OptionalInt.of((int) intervals(table).distinct().limit(most).count())
        : OptionalInt.empty();
  }

  private static Stream<DataInterval> intervals(Table table) {
    return StepSnapshot.newestFirst(table)
        .limit(MOST_SNAPSHOTS)
        .flatMap(snapshot -> snapshot.interval().stream());
  }
}
