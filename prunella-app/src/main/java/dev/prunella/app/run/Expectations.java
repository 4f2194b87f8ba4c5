package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.Status.Waiting;
import dev.prunella.pipeline.Arrivals;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What readers may expect to be there by now, and what only waits for its files. */
final class Expectations {
  private final LoadedProject project;
  private final Arrivals arrivals;
  private final Instant now;
  private final Map<TableName, String> newestDone = new HashMap<>();

  /**
   * @param complete the runs that have published all
   * @param now by which a scheduled interval has long been due, or not yet
   */
  Expectations(
      LoadedProject project, Arrivals arrivals, Instant now, List<RunJournal.Opened> complete) {
    this.project = project;
    this.arrivals = arrivals;
    this.now = now;
    for (var opened : complete) {
      opened.event().intervalLabel().ifPresent(label -> isDone(opened.event().tables(), label));
    }
  }

  private void isDone(List<TableName> tables, String label) {
    tables.forEach(table -> newestDone.merge(table, label, (a, b) -> a.compareTo(b) >= 0 ? a : b));
  }

  /** Whether a run is of an interval that is over when its pipeline's first one begins. */
  boolean isBeforeStart(RunJournal.Opened run) {
    return project
        .pipeline(run.event().pipeline())
        .flatMap(Scheduled::begins)
        .flatMap(first -> run.event().interval().filter(i -> !i.end().isAfter(first)))
        .isPresent();
  }

  /**
   * A source's file that has not come yet broke nothing: readers see all that there is. Once a
   * later interval is there, readers lack one in between; and once the next one is over, too, they
   * lack what the schedule promises.
   */
  boolean isWaiting(Misses.Miss miss) {
    return !isInBetween(miss)
        && !isOverdue(miss)
        && miss.fault().filter(f -> f.kind() == Fault.Kind.MISSING).isPresent()
        && filesOf(miss.step()).isPresent();
  }

  private boolean isInBetween(Misses.Miss miss) {
    return miss.interval()
        .filter(label -> newestDone.getOrDefault(miss.step(), "").compareTo(label) > 0)
        .isPresent();
  }

  private boolean isOverdue(Misses.Miss miss) {
    return pipelineOf(miss.step())
        .filter(p -> p.pipeline().schedule().isPresent())
        .flatMap(p -> p.pipeline().calendar())
        .flatMap(
            calendar -> miss.interval().flatMap(calendar::parse).map(i -> calendar.next(i).end()))
        .filter(over -> !over.isAfter(now))
        .isPresent();
  }

  /** What waits, source by source. */
  List<Waiting> waiting(Misses misses) {
    var waiting = new ArrayList<Waiting>();
    for (var step : project.graph().inOrder()) {
      for (var miss : misses.of(step.table())) {
        if (isWaiting(miss) && miss.step().equals(step.table())) {
          waiting.add(
              new Waiting(step.table(), miss.interval(), miss.run(), hasCome(step.table(), miss)));
        }
      }
    }
    return waiting;
  }

  private boolean hasCome(TableName table, Misses.Miss miss) {
    var calendar = calendarOf(table);
    var interval = miss.interval().flatMap(label -> calendar.flatMap(c -> c.parse(label)));
    return interval.isPresent()
        && filesOf(table)
            .filter(
                files ->
                    arrivals.arrival(files, interval.get(), calendar.orElseThrow().zone())
                        == Arrivals.Arrival.ARRIVED)
            .isPresent();
  }

  private Optional<Source.Files> filesOf(TableName table) {
    return project
        .graph()
        .step(table)
        .filter(
            s ->
                s.work() instanceof Step.Work.Load(var source)
                    && source.from() instanceof Source.Files)
        .map(s -> (Source.Files) ((Step.Work.Load) s.work()).source().from());
  }

  /** How a table's time is cut into intervals. */
  Optional<Calendar> calendarOf(TableName table) {
    return pipelineOf(table).flatMap(p -> p.pipeline().calendar());
  }

  /** The first that makes a table, and has intervals. */
  private Optional<Scheduled> pipelineOf(TableName table) {
    return project.pipelines().stream()
        .filter(p -> p.pipeline().graph().tables().contains(table))
        .filter(p -> p.pipeline().calendar().isPresent())
        .findFirst();
  }
}
