package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** What runners are asked for, by the project as it is. */
public final class Requests {
  private Requests() {}

  /** A run that begins now. */
  public static RunRequest fresh(
      ProjectCode code,
      Pipeline pipeline,
      Graph graph,
      Optional<DataInterval> interval,
      boolean again,
      Instant now,
      String by,
      String why) {
    return new RunRequest(pipeline, graph, interval, code.code(), again, now, seed(now), by, why);
  }

  /** Any number will do, as long as the run's journal tells it. */
  private static long seed(Instant now) {
    return now.getEpochSecond() * 1_000_000_007L + now.getNano();
  }

  /** A run that is gone on with: the steps that it had, as far as the project still has them. */
  public static RunRequest resumed(
      ProjectCode code, Scheduled scheduled, RunState state, String by, String why) {
    return of(code, scheduled.pipeline(), state, state.opened().tables(), by, why);
  }

  /**
   * A run once more.
   *
   * @param wanted its tables, as far as the project still has them
   * @throws IllegalStateException if the project has no such pipeline any more
   */
  public static RunRequest again(
      ProjectCode code, RunState state, Collection<TableName> wanted, String by, String why) {
    var name = state.opened().pipeline();
    var pipeline =
        code.project()
            .pipeline(name)
            .orElseThrow(
                () ->
                    new IllegalStateException("the project has no pipeline " + name + " any more"))
            .pipeline();
    return of(code, pipeline, state, wanted, by, why);
  }

  /** What a run was asked for, of some tables. */
  private static RunRequest of(
      ProjectCode code,
      Pipeline pipeline,
      RunState state,
      Collection<TableName> wanted,
      String by,
      String why) {
    var known = new TreeSet<TableName>(wanted);
    known.retainAll(pipeline.graph().tables());
    return new RunRequest(
        pipeline,
        pipeline.graph().only(known),
        state.opened().interval(),
        code.code(),
        false,
        state.opened().runAt(),
        state.opened().seed(),
        by,
        why);
  }
}
