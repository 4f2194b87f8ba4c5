package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.Intervals.Missing;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Coverage.Standing;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * For which interval a run is next when nobody names one: the newest that is over, has all its
 * files, and is not done. Where no source has files by interval, it is the newest that is over.
 */
public final class NextInterval {
  /** So far back is looked in a pipeline that does not say when it starts. */
  static final int MOST_WITHOUT_START = 1_000;

  private static final int MOST = 100_000;

  private final Workspace workspace;
  private final Scheduled scheduled;
  private final Graph graph;
  private final Calendar calendar;

  /**
   * For some of a pipeline's steps.
   *
   * @param calendar the pipeline's
   */
  public NextInterval(Workspace workspace, Scheduled scheduled, Graph graph, Calendar calendar) {
    this.workspace = workspace;
    this.scheduled = scheduled;
    this.graph = graph;
    this.calendar = calendar;
  }

  /** What was found. */
  public sealed interface Found {
    /**
     * This one.
     *
     * @param why for people; empty for the newest that is over, as they expect
     */
    record One(DataInterval interval, Optional<String> why) implements Found {}

    /**
     * There is nothing to run.
     *
     * @param sentence what was looked for, for people
     */
    record Nothing(String sentence) implements Found {}
  }

  /**
   * Looks.
   *
   * @param alsoDone whether it may be one that is done, because it is computed anew or in part
   */
  public Found at(Instant now, boolean alsoDone) {
    var newest = calendar.newestOver(now);
    var first = scheduled.begins();
    if (first.filter(newest.start()::isBefore).isPresent()) {
      return new Found.Nothing(
          "no interval is over yet: the first, "
              + calendar.label(calendar.containing(first.get()))
              + ", ends at "
              + calendar.containing(first.get()).end());
    }
    if (!hasFilesByInterval()) {
      return new Found.One(newest, Optional.empty());
    }
    var there = new ArrayList<DataInterval>();
    var at = newest;
    int most = first.isPresent() ? MOST : MOST_WITHOUT_START;
    var oldest = newest;
    for (int i = 0; i < most && first.filter(at.start()::isBefore).isEmpty(); i++) {
      if (missing(at).isEmpty()) {
        there.add(at);
        if (alsoDone || (there.size() == 1 && !isDone(at))) {
          return found(at, newest, "has all its files");
        }
      }
      oldest = at;
      at = calendar.previous(at);
    }
    if (there.isEmpty()) {
      return nothing(newest, oldest);
    }
    var due = newestDue(there);
    if (due.isPresent()) {
      return found(due.get(), newest, "has all its files and is not done");
    }
    return hasOtherSources()
        ? found(there.getFirst(), newest, "has all its files, and like all before it is done")
        : new Found.Nothing(
            "nothing to run: every interval that has all its files is done, the newest is "
                + calendar.label(there.getFirst())
                + lacksOf(newest).map(l -> " (" + l + ")").orElse(""));
  }

  /** Of a database or a server only a run finds out whether there is something new. */
  private boolean hasOtherSources() {
    return graph.inOrder().stream()
        .anyMatch(
            step ->
                step.work() instanceof Step.Work.Load(var source)
                    && !(source.from() instanceof Source.Files));
  }

  private boolean hasFilesByInterval() {
    return graph.inOrder().stream().anyMatch(step -> byInterval(step).isPresent());
  }

  private static Optional<Source.Files> byInterval(Step step) {
    return step.work() instanceof Step.Work.Load(var source)
            && source.byInterval()
            && source.from() instanceof Source.Files files
        ? Optional.of(files)
        : Optional.empty();
  }

  /** Who says 'run' does not want to wait: a file that may be unfinished counts as there. */
  private Optional<Missing> missing(DataInterval interval) {
    return Intervals.waitsFor(graph, calendar, interval, workspace.arrivals())
        .filter(missing -> !missing.unfinished());
  }

  private Optional<String> lacksOf(DataInterval newest) {
    return missing(newest).map(m -> calendar.label(newest) + ": " + m.sentence());
  }

  /** Somebody who has just changed a model wants it run: the newest is not done then. */
  private boolean isDone(DataInterval interval) {
    return Intervals.coverage(workspace, scheduled.pipeline(), interval::equals).of(interval)
        instanceof Standing.Done;
  }

  private Optional<DataInterval> newestDue(List<DataInterval> newestFirst) {
    var coverage =
        Intervals.coverage(workspace, scheduled.pipeline(), Set.copyOf(newestFirst)::contains);
    return newestFirst.stream().filter(i -> coverage.of(i).isDue()).findFirst();
  }

  private Found found(DataInterval interval, DataInterval newest, String what) {
    if (interval.equals(newest)) {
      return new Found.One(interval, Optional.empty());
    }
    return new Found.One(
        interval,
        Optional.of(
            calendar.label(interval)
                + " is the newest interval that "
                + what
                + lacksOf(newest).map(l -> " (" + l + ")").orElse("")));
  }

  private Found nothing(DataInterval newest, DataInterval oldest) {
    var sources =
        graph.inOrder().stream()
            .flatMap(
                step ->
                    byInterval(step).stream().map(files -> step.table() + " in " + files.pattern()))
            .toList();
    return new Found.Nothing(
        "nothing to run: no interval has all its files. Looked from "
            + calendar.label(newest)
            + " back to "
            + calendar.label(oldest)
            + " for "
            + String.join(", ", sources));
  }
}
