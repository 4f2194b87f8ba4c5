package dev.prunella.pipeline;

import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.refs.Commit;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/**
 * A run that cannot begin, since the project's files do not say what is to be run. It is kept like
 * one that failed, so that it can be looked into, and healed.
 */
public final class Unbegun {
  private Unbegun() {}

  /**
   * Keeps it.
   *
   * @param request what would have been run, by the last files that were sound
   * @param code the files that are not
   * @param main from where it would have begun
   * @param faults what is wrong, by the table that is made by it
   */
  public static RunResult keep(
      RunJournal journal,
      Clock clock,
      RunRequest request,
      RunCode code,
      Commit main,
      Map<TableName, Fault> faults) {
    var now = clock.instant();
    var writer =
        journal.open(
            new RunEvent.Opened(
                now,
                request.pipeline().name(),
                request.interval(),
                request.intervalLabel(),
                request.graph().inOrder().stream().map(Step::table).toList(),
                request.runAt(),
                request.seed(),
                request.by(),
                request.why()));
    var sentence = "the project's files say something that cannot be run; nothing was published";
    var events = new ArrayList<RunEvent>();
    events.add(
        new RunEvent.AttemptBegan(
            now, 1, RunBranches.of(writer.run(), 1), main.id(), code, "begun"));
    faults.forEach(
        (table, fault) -> events.add(new RunEvent.StepFailed(now, table, fault, Duration.ZERO)));
    events.add(new RunEvent.Closed(now, Outcome.FAILED, sentence));
    writer.append(events);
    return new RunResult(writer.run(), Outcome.FAILED, sentence);
  }
}
