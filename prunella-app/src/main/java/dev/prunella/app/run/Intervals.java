package dev.prunella.app.run;

import dev.prunella.pipeline.Arrivals;
import dev.prunella.pipeline.Arrivals.Arrival;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Coverage;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.Optional;
import java.util.function.Predicate;

/** Which intervals of a pipeline are there to be run. */
public final class Intervals {
  /** So far back is looked for what has been run. */
  private static final int MOST_RUNS = 100_000;

  private Intervals() {}

  /** A source whose files for an interval are not there yet, or not for certain whole. */
  public record Missing(TableName source, boolean unfinished) {

    /** For people: what an interval waits for. */
    public String sentence() {
      return unfinished
          ? "the file for " + source + " was written just now and may be unfinished"
          : "no file for " + source;
    }
  }

  /** The first source that an interval waits for. */
  public static Optional<Missing> waitsFor(
      Graph graph, Calendar calendar, DataInterval interval, Arrivals arrivals) {
    for (var step : graph.inOrder()) {
      if (step.work() instanceof Step.Work.Load(var source)
          && source.byInterval()
          && source.from() instanceof Source.Files files) {
        var arrival = arrivals.arrival(files, interval, calendar.zone());
        if (arrival != Arrival.ARRIVED) {
          return Optional.of(new Missing(step.table(), arrival == Arrival.UNFINISHED));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Which of some intervals of a pipeline main holds, by the project's code and files as they are.
   */
  public static Coverage coverage(
      Workspace workspace, Pipeline pipeline, Predicate<DataInterval> wanted) {
    var lake = workspace.lake().lake();
    return Coverage.of(
        lake,
        lake.head(Ref.MAIN),
        workspace.journal(),
        workspace.journal().newest(MOST_RUNS),
        pipeline,
        interval -> interval.filter(wanted).isPresent(),
        workspace.arrivals());
  }
}
