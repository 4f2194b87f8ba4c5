package dev.prunella.pipeline;

import dev.prunella.pipeline.Attempt.Fate;
import dev.prunella.pipeline.RunEvent.StepSkipped.Why;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps back what is ready but may not be published, because of what is not: a table rests on what
 * it was computed from, and on what the queries of its contract read; and it is in doubt where what
 * was made from it came out wrong.
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
      fates.put(step.table(), new Fate.Held(one.doubtsItsInputs()));
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

  /** Skips what hangs together with a table that is not ready. */
  void skip() {
    skipWhatIsInDoubt();
    skipWhatRestsOnOthers();
  }

  /** What went into a table that came out wrong by a step which is as it was. */
  private void skipWhatIsInDoubt() {
    var doubted = new HashMap<TableName, TableName>();
    for (var step : request.graph().inOrder().reversed()) {
      var table = step.table();
      var because =
          switch (fates.get(table)) {
            case Fate.Held(var doubts) when doubts -> table;
            case Fate.Failed(var doubts) when doubts -> table;
            case Fate.Ready ready when ready.changesMain() -> doubted.get(table);
            case null, default -> null;
          };
      if (because != null) {
        request.graph().readsInside(table).forEach(read -> doubted.putIfAbsent(read, because));
        if (!because.equals(table)) {
          skip(table, because, Why.FEEDS);
        }
      }
    }
  }

  private void skip(TableName table, TableName because, Why why) {
    fates.put(table, new Fate.Skipped());
    log.happened(new RunEvent.StepSkipped(clock.instant(), table, because, why));
  }

  private void skipWhatRestsOnOthers() {
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
          skip(step.table(), missing.get(), Why.NEEDS);
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
