package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.run.Status.Outdated;
import dev.prunella.pipeline.Arrivals;
import dev.prunella.pipeline.Coverage;
import dev.prunella.pipeline.Coverage.Reason;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Lake;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which tables are not what a run would make now, each for itself: the gravest reason of each. */
final class OutdatedTables {
  /** The stories of so many steps are read to find what is outdated, of the newest runs. */
  private static final int MOST_STEPS = 5_000;

  private final Map<TableName, Outdated> found = new HashMap<>();

  private OutdatedTables() {}

  /**
   * Finds them.
   *
   * @param runs newest first
   */
  static Map<TableName, Outdated> of(
      Lake lake,
      Commit main,
      RunJournal journal,
      LoadedProject project,
      Arrivals arrivals,
      List<RunJournal.Opened> runs) {
    var newest = newest(runs);
    var tables = new OutdatedTables();
    for (var scheduled : project.pipelines()) {
      var pipeline = scheduled.pipeline();
      tables.add(pipeline, Coverage.of(lake, main, journal, newest, pipeline, _ -> true, arrivals));
    }
    return tables.found;
  }

  private static List<RunJournal.Opened> newest(List<RunJournal.Opened> runs) {
    int steps = 0;
    var newest = new ArrayList<RunJournal.Opened>();
    for (var opened : runs) {
      steps += opened.event().tables().size();
      if (steps > MOST_STEPS) {
        break;
      }
      newest.add(opened);
    }
    return newest;
  }

  private void add(Pipeline pipeline, Coverage coverage) {
    var intervals = coverage.outdated();
    var order = new ArrayList<>(intervals.keySet());
    order.sort(Comparator.comparing(i -> i.map(DataInterval::start).orElse(Instant.MIN)));
    for (var interval : order.reversed()) {
      var label = interval.flatMap(i -> pipeline.calendar().map(c -> c.label(i)));
      Objects.requireNonNull(intervals.get(interval))
          .tables()
          .forEach((t, reason) -> found.merge(t, one(pipeline, t, reason, label), this::both));
    }
  }

  private static Outdated one(
      Pipeline pipeline, TableName table, Reason reason, Optional<String> label) {
    return new Outdated(reason, table, label.stream().toList(), pipeline.name());
  }

  /** The graver one; of two that are equal, both intervals. */
  private Outdated both(Outdated one, Outdated other) {
    if (one.reason() != other.reason()) {
      return one.reason().compareTo(other.reason()) < 0 ? one : other;
    }
    var intervals = new ArrayList<>(one.intervals());
    intervals.addAll(other.intervals());
    return new Outdated(one.reason(), one.step(), intervals, one.pipeline());
  }
}
