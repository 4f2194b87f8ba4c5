package dev.prunella.app.schedule;

import dev.prunella.app.run.Workspace;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs of which the healer has not heard: a process may die, or the lake be away, between a run's
 * end and its incident. Asked about a pipeline's newest run before the next is begun, so that none
 * is forgotten. For one thread.
 */
final class Unheard {
  private final Workspace workspace;
  private final ScheduledHealing healing;

  /** The newest of each pipeline of which nothing is left to say. */
  private final Map<String, RunId> heard = new HashMap<>();

  Unheard(Workspace workspace, ScheduledHealing healing) {
    this.workspace = workspace;
    this.healing = healing;
  }

  /**
   * Makes an incident of a run that has ended or was left, if it must be one and is not yet.
   *
   * @return false while somebody is at it, who will say so
   */
  boolean isSaid(String pipeline, RunId run) {
    if (!healing.isThere() || run.equals(heard.get(pipeline))) {
      return true;
    }
    var state = workspace.journal().state(run);
    if (state.closed().map(RunEvent.Closed::outcome).filter(o -> o.complete()).isEmpty()) {
      if (workspace.presence().atWork(run)) {
        return false;
      }
      healing.missed(state);
    }
    heard.put(pipeline, run);
    return true;
  }
}
