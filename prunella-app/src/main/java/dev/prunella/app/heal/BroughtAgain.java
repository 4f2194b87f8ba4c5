package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Finding.What;
import dev.prunella.heal.Remedy;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.local.quality.IntervalInspector.Inspection;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.quality.Cause;
import dev.prunella.quality.Explanation;
import dev.prunella.quality.Statistics;
import java.util.List;
import java.util.Optional;

/**
 * Proves of what a source brings in the place of rows that were held that nothing was lost by it.
 * Rows that are put right are as many as before. Where a day was only odd, and its file was cut off
 * later, what is left may look ordinary.
 */
final class BroughtAgain {
  /** Larger tables are counted by a sketch, and a few rows may have been what was wrong. */
  private static final double MOST_FEWER = 0.05;

  private final Workspace workspace;
  private final RunRequest request;
  private final RunState held;
  private final RunState trial;
  private final StepWatch watch;

  /**
   * @param held the run whose rows were held
   * @param trial the rehearsed run with those that came since
   */
  BroughtAgain(
      Workspace workspace, RunRequest request, RunState held, RunState trial, StepWatch watch) {
    this.workspace = workspace;
    this.request = request;
    this.held = held;
    this.trial = trial;
    this.watch = watch;
  }

  /**
   * Nothing where a person wants what comes now, and where rows came that are others.
   *
   * @param isWanted whether somebody has said to try it again, and not only what else is right
   */
  List<Proof> of(Finding finding, Remedy.Again again, boolean isWanted) {
    boolean unasked =
        finding.sourceHasChanged() && (!isWanted || finding.now().filter(again::isOf).isPresent());
    if (!unasked || !(finding.what() instanceof What.Unlike unlike) || areOthers(unlike)) {
      return List.of();
    }
    var before = statistics(held, finding);
    var after = statistics(trial, finding);
    return before.isEmpty() || after.isEmpty()
        ? List.of()
        : List.of(isAsMuch(before.get(), after.get()));
  }

  /** Of another interval, or each of them twice: they say nothing of how many there should be. */
  private static boolean areOthers(What.Unlike unlike) {
    return unlike.explanation() instanceof Explanation.Explained(var cause, _, _, _, _)
        && (cause instanceof Cause.StaleCopy || cause instanceof Cause.LoadedTwice);
  }

  private static Proof isAsMuch(Statistics before, Statistics after) {
    boolean fewer =
        isFewer(before.rows(), after.rows())
            && isFewer(before.distinctRows(), after.distinctRows());
    return fewer
        ? Proof.unknown(
            "it brings %,d rows where it brought %,d before: some may be missing now"
                .formatted(after.rows(), before.rows()))
        : Proof.holds("it brings no fewer rows than it did");
  }

  private static boolean isFewer(long before, long after) {
    return before - after > MOST_FEWER * before;
  }

  private Optional<Statistics> statistics(RunState run, Finding finding) {
    return new MadeByRun(workspace, request, run)
        .of(finding, (table, task) -> workspace.inspector().inspect(table, task, watch))
        .filter(Inspection.Judged.class::isInstance)
        .map(inspected -> ((Inspection.Judged) inspected).statistics());
  }
}
