package dev.prunella.app.run;

import dev.prunella.app.project.Settings;
import dev.prunella.local.LocalLake;
import dev.prunella.local.contract.DuckDbChecker;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.local.engine.NothingLost;
import dev.prunella.local.engine.ReplacedJudge;
import dev.prunella.local.quality.AnomalyJudge;
import dev.prunella.local.quality.IntervalInspector;
import dev.prunella.pipeline.ContractJudge;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Judge;
import dev.prunella.pipeline.Judges;
import dev.prunella.pipeline.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What judges the tables of a project's runs before they are published.
 *
 * @param engine computes a model as it was, over the same tables
 */
record RunJudges(
    Settings settings,
    LocalLake lake,
    Engine engine,
    CodeTrees codeTrees,
    Journals journals,
    IntervalInspector inspector) {

  /**
   * All that the project asks for.
   *
   * @param attended whether a person is there and reads what a run says
   */
  Judge all(boolean attended) {
    var judges = new ArrayList<Judge>();
    judges.add(new NothingLost(lake));
    judges.add(new ContractJudge(new DuckDbChecker(lake)));
    judges.add(new AnomalyJudge(lake, inspector, journals.acceptances()));
    judges.addAll(edits(attended));
    return new Judges(judges);
  }

  /** Compares edited models with what they were, whatever people have said yes to. */
  EditJudge editsCompared() {
    return editJudge(Verdict.Standing.HELD, (_, _) -> Optional.empty());
  }

  /**
   * What judges edits of models and of references; nothing where the project asks for none. What
   * dbt compiles may be other text each day, and is no edit.
   */
  private List<Judge> edits(boolean attended) {
    var asked = settings.edits();
    if (asked == Settings.Edits.IGNORE) {
      return List.of();
    }
    var standing =
        asked == Settings.Edits.HOLD && !attended ? Verdict.Standing.HELD : Verdict.Standing.WARNED;
    var kept = journals.keptEdits();
    var replaced = new ReplacedJudge(lake, new TableLoads(journals.runs()), kept, standing);
    return settings.dbt().isPresent()
        ? List.of(replaced)
        : List.of(editJudge(standing, kept), replaced);
  }

  private EditJudge editJudge(Verdict.Standing standing, EditJudge.Kept kept) {
    var earlier = new EarlierSteps(journals.runs(), codeTrees::asItWas);
    return new EditJudge(lake, engine, earlier, kept, standing);
  }
}
