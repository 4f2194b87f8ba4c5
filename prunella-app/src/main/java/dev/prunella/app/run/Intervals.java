package dev.prunella.app.run;

import dev.prunella.pipeline.Arrivals;
import dev.prunella.pipeline.Arrivals.Arrival;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

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
   * The intervals of which a run, begun when they were over, has published all that the pipeline
   * has. Bounded work: of each run, its beginning and its newest event are looked at.
   */
  public static Set<DataInterval> complete(RunJournal journal, Pipeline pipeline) {
    var complete = new HashSet<DataInterval>();
    for (var opened : journal.newest(MOST_RUNS)) {
      var interval = opened.event().interval();
      if (opened.event().pipeline().equals(pipeline.name())
          && interval.isPresent()
          && !complete.contains(interval.get())
          && !opened.event().at().isBefore(interval.get().end())
          && new HashSet<>(opened.event().tables()).containsAll(pipeline.graph().tables())
          && journal.newestOf(opened.run()).filter(Intervals::complete).isPresent()) {
        complete.add(interval.get());
      }
    }
    return complete;
  }

  private static boolean complete(RunEvent newest) {
    return newest instanceof RunEvent.Closed closed && closed.outcome().complete();
  }
}
