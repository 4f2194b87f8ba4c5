package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.TableName;
import java.time.Instant;
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
    var pipeline = scheduled.pipeline();
    var wanted = new TreeSet<TableName>(state.opened().tables());
    wanted.retainAll(pipeline.graph().tables());
    return new RunRequest(
        pipeline,
        pipeline.graph().only(wanted),
        state.opened().interval(),
        code.code(),
        false,
        state.opened().runAt(),
        state.opened().seed(),
        by,
        why);
  }
}
