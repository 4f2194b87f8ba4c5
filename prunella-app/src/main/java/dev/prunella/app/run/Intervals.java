package dev.prunella.app.run;

import dev.prunella.pipeline.Arrivals;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.RunState;
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

  /** The intervals of which a run has published everything. */
  public static Set<DataInterval> complete(RunJournal journal, String pipeline) {
    var complete = new HashSet<DataInterval>();
    for (var opened : journal.newest(MOST_RUNS)) {
      var interval = opened.event().interval();
      if (opened.event().pipeline().equals(pipeline)
          && interval.isPresent()
          && !complete.contains(interval.get())
          && RunState.of(opened.run(), journal.events(opened.run())).complete()) {
        complete.add(interval.get());
      }
    }
    return complete;
  }
}
