package dev.prunella.app.run;

import dev.prunella.pipeline.Arrivals;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which intervals of a pipeline are there to be run. */
public final class Intervals {
  /** So far back is looked for what has been run. */
  private static final int MOST_RUNS = 100_000;

  private Intervals() {}

  /** The first source whose files for an interval are not there yet. */
  public static Optional<Step> waitsFor(
      Graph graph, Calendar calendar, DataInterval interval, Arrivals arrivals) {
    return graph.inOrder().stream()
        .filter(
            step ->
                step.work() instanceof Step.Work.Load(var source)
                    && source.byInterval()
                    && source.from() instanceof Source.Files files
                    && arrivals.arrived(files, interval, calendar.zone()).isEmpty())
        .findFirst();
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
