package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.iceberg.Table;

/** The tables that findings are of, as a run has made them on its newest branch. */
final class MadeByRun {
  private final Workspace workspace;
  private final RunRequest request;
  private final RunState run;

  MadeByRun(Workspace workspace, RunRequest request, RunState run) {
    this.workspace = workspace;
    this.request = request;
    this.run = run;
  }

  /** What is asked of a table; empty where the run has made none, or its branch is gone. */
  <T> Optional<T> of(Finding finding, BiFunction<Table, StepTask, T> asked) {
    return of(finding.step(), asked);
  }

  <T> Optional<T> of(Step step, BiFunction<Table, StepTask, T> asked) {
    var lake = workspace.lake();
    return run.branches().reversed().stream()
        .limit(1)
        .filter(branch -> lake.lake().store().ref(branch).isPresent())
        .flatMap(
            branch ->
                lake.table(lake.lake().head(branch), step.table().key()).stream()
                    .map(table -> asked.apply(table, request.task(step, run.run(), branch))))
        .findFirst();
  }
}
