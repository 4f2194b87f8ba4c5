package dev.prunella.app.run;

import dev.prunella.app.project.ProjectProblems;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.util.Optional;
import java.util.function.BiFunction;

/** Steps as the code trees of earlier runs have them. Thread-safe. */
final class EarlierSteps implements EditJudge.Earlier {
  private final RunJournal journal;
  private final BiFunction<String, CommitId, ProjectCode> code;

  /**
   * @param code the project as a tree says it, beside the tables of a commit
   */
  EarlierSteps(RunJournal journal, BiFunction<String, CommitId, ProjectCode> code) {
    this.journal = journal;
    this.code = code;
  }

  @Override
  public Optional<Step> of(TableName table, RunId run) {
    var events = journal.events(run);
    if (events.isEmpty()) {
      return Optional.empty();
    }
    return RunState.of(run, events)
        .lastTry()
        .flatMap(
            attempt -> attempt.code().tree().flatMap(tree -> step(table, tree, attempt.base())));
  }

  /** A tree that is no sound project any more, by newer rules, knows no steps. */
  private Optional<Step> step(TableName table, String tree, CommitId base) {
    try {
      return code.apply(tree, base).project().graph().step(table);
    } catch (ProjectProblems e) {
      return Optional.empty();
    }
  }
}
