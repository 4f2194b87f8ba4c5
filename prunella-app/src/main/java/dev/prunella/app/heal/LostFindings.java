package dev.prunella.app.heal;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Finding.What;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.Verdict;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether data files that are gone may have kept a step from its work: those of its own table, or
 * of a table from which that is made, in whatever pipeline.
 */
final class LostFindings {
  private static final Set<Fault.Kind> OF_MISSING_FILES =
      EnumSet.of(Fault.Kind.MISSING, Fault.Kind.FAILED, Fault.Kind.BAD_BYTES);

  private static final What THERE_AGAIN =
      new What.Failed(
          Fault.of(
              Fault.Kind.MISSING,
              "a data file of the lake was gone, and what it held is there again",
              "run it again"));

  private final Workspace workspace;
  private final LoadedProject project;
  private final RunState run;
  private final RunRequest request;

  /** Each ref is looked at once, however many steps have failed. */
  private final Map<String, LostData> looked = new HashMap<>();

  LostFindings(Workspace workspace, LoadedProject project, RunState run, RunRequest request) {
    this.workspace = workspace;
    this.project = project;
    this.run = run;
    this.request = request;
  }

  /**
   * Whether it is worth a look, by what a step failed of or was held for. What a source has not
   * brought, or cannot be read of it, is no matter of the lake's files.
   */
  private boolean mayExplain(Step step) {
    if (!(run.steps().get(step.table()) instanceof RunState.StepState.Failed(var failed))) {
      return false;
    }
    var fault = failed.fault();
    return (OF_MISSING_FILES.contains(fault.kind()) && !(step.loads() && isOfASource(fault)))
        || (fault.kind() == Fault.Kind.HELD
            && Optional.ofNullable(run.judged().get(step.table())).stream()
                .flatMap(j -> j.verdicts().stream())
                .anyMatch(v -> v.standing() == Verdict.Standing.UNKNOWN));
  }

  private static boolean isOfASource(Fault fault) {
    return fault.kind() == Fault.Kind.MISSING || fault.kind() == Fault.Kind.BAD_BYTES;
  }

  /**
   * What is gone of the files that a failed step, or what judges it, may have had to read, the
   * furthest upstream first. Where it was gone when the run failed, and is there again by now, the
   * run has only to be tried once more.
   *
   * @param at the ref from which the run would begin anew
   */
  List<Finding> of(Step step, String at, Optional<String> newCode) {
    if (!mayExplain(step)) {
      return List.of();
    }
    var found = lost(step, at, newCode);
    return found.isEmpty() && at.equals(Ref.MAIN) && wasLost(step)
        ? List.of(finding(step, THERE_AGAIN, newCode))
        : found;
  }

  /** Whether what the run lacked for a step is on main by now. */
  boolean isThereAgain(Step step) {
    return mayExplain(step) && lost(step, Ref.MAIN, Optional.empty()).isEmpty() && wasLost(step);
  }

  /** Whether it is gone where the run worked, which lies there as evidence. */
  private boolean wasLost(Step step) {
    return run.lastTry()
        .map(RunEvent.AttemptBegan::branch)
        .filter(branch -> workspace.lake().lake().store().ref(branch).isPresent())
        .filter(branch -> !lost(step, branch, Optional.empty()).isEmpty())
        .isPresent();
  }

  private List<Finding> lost(Step step, String ref, Optional<String> newCode) {
    var data =
        looked.computeIfAbsent(ref, r -> new LostData(workspace, workspace.lake().lake().head(r)));
    var all = project.graph();
    var tables = all.upstream(List.of(step.table()));
    var found = new ArrayList<Finding>();
    for (var one : all.inOrder()) {
      if (one.table().equals(step.table()) || tables.contains(one.table())) {
        data.of(one.table(), all.tables())
            .ifPresent(what -> found.add(finding(inRequest(one), what, newCode)));
      }
    }
    return found;
  }

  /** As the run has it, where it has it. */
  private Step inRequest(Step step) {
    TableName table = step.table();
    return request.graph().step(table).orElse(step);
  }

  private Finding finding(Step step, What what, Optional<String> newCode) {
    return Finding.ofStep(step, request.intervalLabel(), what, newCode);
  }
}
