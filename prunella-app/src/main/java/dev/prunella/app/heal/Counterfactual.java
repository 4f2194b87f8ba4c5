package dev.prunella.app.heal;

import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Requests;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Finding.What;
import dev.prunella.heal.Watch;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.quality.AnomalyJudge;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Rehearsal;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether a publication is to blame for a run's trouble: the run is rehearsed on main as
 * it stands, where it must have the same trouble still, and on main without the publication. What
 * is off in what the run loads itself is not of the publication, nor is what passes by itself.
 *
 * <p>Without a publication there are fewer rows, and many a rule holds for fewer rows. So it is
 * proved only of what is computed from main alone, breaks what was promised when it was published,
 * and is taken back to what main had before; all else is for a person.
 */
final class Counterfactual {
  /** What may come of values and columns that are not as they should be. */
  private static final Set<Fault.Kind> OF_DATA =
      Set.of(
          Fault.Kind.TYPE_MISMATCH,
          Fault.Kind.CONSTRAINT,
          Fault.Kind.UNKNOWN_COLUMN,
          Fault.Kind.SCHEMA_CHANGED,
          Fault.Kind.NO_ROWS,
          Fault.Kind.FAILED);

  private final Workspace workspace;
  private final Cancellation cancellation;

  Counterfactual(Workspace workspace, Cancellation cancellation) {
    this.workspace = workspace;
    this.cancellation = cancellation;
  }

  Blame blame(IncidentState incident, Watch.Later later) {
    var run = workspace.journal().state(later.run());
    var code = workspace.codeTrees().nowOrOfMain();
    var blamed =
        rehearsed(incident, run, code, Ref.MAIN).findings().stream()
            .filter(f -> later.troubled().contains(f.table()) && mayComeOfIt(f))
            .toList();
    if (blamed.isEmpty()) {
      return new Blame.None(
          later.run() + " had trouble that is its own, or that has passed by itself");
    }
    var doubt = doubt(incident, run, code, blamed);
    if (doubt.isPresent()) {
      return new Blame.Unknown(doubt.get());
    }
    try (var reversal = new Reversal(workspace, incident.id(), PolicyInForce.HEALER)) {
      var effect = reversal.effect(incident);
      var main = workspace.lake().lake().head(Ref.MAIN);
      var plan = effect.map(e -> reversal.plan(e, main, Reversal.Reach.WHOLES));
      if (plan.isEmpty() || !plan.get().inTheWay().isEmpty()) {
        return new Blame.Unknown("it cannot be told any more from what came after it");
      }
      reversal.candidate(effect.get(), plan.get(), main, "what if it were not");
      var without = rehearsed(incident, run, without(code, effect.get()), reversal.branch());
      return compared(later, blamed, without);
    }
  }

  /** Why nobody but a person can say which of the two is wrong. */
  private Optional<String> doubt(
      IncidentState incident, RunState run, ProjectCode code, List<Finding> blamed) {
    boolean loads =
        code.project()
            .pipeline(run.opened().pipeline())
            .filter(
                p ->
                    p.pipeline().graph().only(Set.copyOf(run.opened().tables())).inOrder().stream()
                        .anyMatch(Step::loads))
            .isPresent();
    if (loads) {
      return Optional.of("what " + run.run() + " has loaded may be as much to blame");
    }
    if (blamed.stream().anyMatch(f -> f.what() instanceof What.Unlike)) {
      return Optional.of("what is unlike its history need not be wrong");
    }
    var published = incident.published().getLast().run();
    var then = workspace.journal().state(published);
    return workspace
        .codeTrees()
        .changedByPeople(then, code)
        .map(_ -> "the project was changed since");
  }

  private static Blame compared(Watch.Later later, List<Finding> blamed, Rehearsed without) {
    var gone = blamed.stream().filter(without::isCured).map(Finding::table).toList();
    if (gone.size() == blamed.size()) {
      return new Blame.Proved(gone);
    }
    return gone.isEmpty()
        ? new Blame.None(later.run() + " does not come through without it either")
        : new Blame.Unknown("without it only a part of " + later.run() + " would come through");
  }

  /** A finding of a step that reads what was published, and that nothing passing explains. */
  private static boolean mayComeOfIt(Finding finding) {
    return !finding.step().loads()
        && switch (finding.what()) {
          case What.BreaksRules _, What.Unlike _ -> true;
          case What.Failed(var fault) -> OF_DATA.contains(fault.kind());
          case What.Edited _, What.Replaced _, What.Lost _, What.Held _ -> false;
        };
  }

  /** The project without the corrections that came with the publication. */
  private ProjectCode without(ProjectCode code, Reversal.Effect effect) {
    var tree = code.code().tree().orElseThrow();
    var gone = new HashMap<>(effect.back(workspace.codeTrees(), tree));
    effect
        .corrections()
        .forEach(
            (path, text) ->
                workspace
                    .codeTrees()
                    .text(tree, path)
                    .filter(text::equals)
                    .ifPresent(_ -> gone.put(path, Optional.empty())));
    return gone.isEmpty()
        ? code
        : workspace
            .codeTrees()
            .amended(tree, gone, code.code().origin() + ", without a correction");
  }

  private Rehearsed rehearsed(IncidentState incident, RunState run, ProjectCode code, String on) {
    var request =
        Requests.again(
            code,
            run,
            Set.copyOf(run.opened().tables()),
            PolicyInForce.HEALER,
            incident.id().toString());
    try (Rehearsal rehearsal =
        on.equals(Ref.MAIN)
            ? workspace.runner().rehearse(request, RunListener.nobody(), cancellation)
            : workspace.runner().rehearse(request, on, RunListener.nobody(), cancellation)) {
      var state = workspace.journal().state(rehearsal.run());
      var findings =
          rehearsal.isWhole()
              ? List.<Finding>of()
              : new RunFindings(workspace, state, request, code, cancellation).look();
      return new Rehearsed(state, findings);
    }
  }

  private record Rehearsed(RunState state, List<Finding> findings) {
    /** Whether a table is made here, and was judged where that is what it was held for. */
    boolean isCured(Finding finding) {
      return findings.stream().noneMatch(f -> f.table().equals(finding.table()))
          && isMade(finding.table())
          && (!(finding.what() instanceof What.Unlike) || isJudged(finding.table()));
    }

    private boolean isMade(TableName table) {
      return switch (state.steps().get(table)) {
        case RunState.StepState.Done _, RunState.StepState.Reused _ -> true;
        case null, default -> false;
      };
    }

    private boolean isJudged(TableName table) {
      return Optional.ofNullable(state.judged().get(table)).stream()
          .flatMap(judged -> judged.verdicts().stream())
          .anyMatch(AnomalyJudge::hasJudged);
    }
  }
}
