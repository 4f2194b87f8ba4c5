package dev.prunella.pipeline;

import dev.prunella.pipeline.Attempt.Fate;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps back what is ready but may not be published, because of what is not: a table rests on what
 * it was computed from, and on what the queries of its contract read.
 */
final class Restraint {
  private final RunRequest request;
  private final RunLog log;
  private final Clock clock;
  private final Map<TableName, Fate> fates;

  Restraint(RunRequest request, RunLog log, Clock clock, Map<TableName, Fate> fates) {
    this.request = request;
    this.log = log;
    this.clock = clock;
    this.fates = new HashMap<>(fates);
  }

  /** What has become of each step by now. */
  Map<TableName, Fate> fates() {
    return Map.copyOf(fates);
  }

  /** Holds what was judged so. */
  void hold(List<RunEvent.StepJudged> judged) {
    for (var one : judged) {
      var step = step(one.table());
      var task = request.task(step, log.run(), log.branches().getLast());
      fates.put(step.table(), new Fate.Held());
      log.keep(
          new RunEvent.StepFailed(one.at(), step.table(), Holding.fault(task, one), one.took()));
    }
  }

  /** That which makes a table, or lays rows of it aside there. */
  private Step step(TableName table) {
    return request.graph().inOrder().stream()
        .filter(s -> s.table().equals(table) || s.quarantine().equals(table))
        .findFirst()
        .orElseThrow();
  }

  /** Skips what rests on a table that is not ready. */
  void skipWhatRestsOnOthers() {
    boolean again = true;
    // Bounded: each turn but the last takes a table back.
    while (again) {
      again = false;
      for (var step : request.graph().inOrder()) {
        var missing =
            fates.get(step.table()) instanceof Fate.Ready ready && ready.changesMain()
                ? missing(step)
                : Optional.<TableName>empty();
        if (missing.isPresent()) {
          fates.put(step.table(), new Fate.Skipped());
          log.happened(new RunEvent.StepSkipped(clock.instant(), step.table(), missing.get()));
          again = true;
        }
      }
    }
  }

  private Optional<TableName> missing(Step step) {
    return request.graph().tables().stream()
        .filter(other -> !other.equals(step.table()) && !(fates.get(other) instanceof Fate.Ready))
        .filter(other -> step.reads().contains(other) || isAskedFor(step.table(), other))
        .findFirst();
  }

  private boolean isAskedFor(TableName table, TableName other) {
    return request.pipeline().joint().stream()
        .anyMatch(joint -> joint.holds() && joint.isAbout(table) && joint.reads(other));
  }
}
