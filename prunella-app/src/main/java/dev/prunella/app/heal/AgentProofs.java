package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Remedy;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.local.engine.Edits;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an agent's change owes beside what every change of models does: it is no larger than the
 * incident explains, and of each model that it changes something is known to compare with.
 */
record AgentProofs(Workspace workspace, RunRequest request, RunState trial) {

  List<Proof> of(Finding finding, Remedy.ChangedCode changed) {
    var above = new TreeSet<>(request.graph().upstream(List.of(finding.table())));
    above.add(finding.table());
    var authors = workspace.codeTrees().asItLies().tree().orElseThrow();
    var proofs = new ArrayList<Proof>();
    for (var file : changed.files().entrySet()) {
      var path = file.getKey();
      if (workspace.codeTrees().text(authors, path).equals(file.getValue())) {
        // Its author's own edit, which comes with it.
        continue;
      }
      var step =
          request.graph().inOrder().stream().filter(s -> s.place().path().equals(path)).findFirst();
      step.ifPresentOrElse(
          s -> proof(finding, above, s).ifPresent(proofs::add),
          () -> proofs.add(Proof.unknown(path + " is of no step of this run: it was not tried")));
    }
    return proofs;
  }

  /** Nothing where the comparison on known input says all. */
  private Optional<Proof> proof(Finding finding, Set<TableName> above, Step step) {
    if (!above.contains(step.table())) {
      return Optional.of(
          Proof.fails(
              finding.table()
                  + " is not made from "
                  + step.table()
                  + ", which was changed as well"));
    }
    var lake = workspace.lake().lake();
    if (!workspace.editsCompared().judges(step)) {
      return Optional.of(
          Proof.unknown(step.table() + " gives other rows each time: nothing can be compared"));
    }
    var main = lake.entry(lake.head(Ref.MAIN), step.table().key());
    if (!(main.orElse(null) instanceof Entry.Table table)) {
      return Optional.of(
          Proof.unknown(step.table() + " is not on main: there is nothing to compare it with"));
    }
    if (Edits.code(workspace.lake().table(step.table().key(), table)).isEmpty()) {
      return Optional.of(
          Proof.unknown("it is not known by which model main's " + step.table() + " was made"));
    }
    var made = lake.entry(lake.head(trial.branches().getLast()), step.table().key());
    return made.isEmpty()
        ? Optional.of(Proof.unknown(step.table() + " was not made: it cannot be compared"))
        : Optional.empty();
  }
}
