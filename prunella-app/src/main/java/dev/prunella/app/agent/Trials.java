package dev.prunella.app.agent;

import dev.prunella.app.heal.Agents;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Requests;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.contract.CodePlace;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Verdict;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** What an agent computes: tables and runs on its branch, and what a change of models proves. */
public final class Trials {
  /** A number that no run has: rows that an agent wrote are of no run. */
  private static final RunId NO_RUN = new RunId(999_999_999_999_999_999L);

  private static final long WRITE_BYTES = 1L << 30;
  private static final int MOST_TOLD = 50;

  private final Workspace workspace;
  private final Agent agent;
  private final AgentSandbox sandbox;
  private final Models models;
  private final AgentLimits limits;
  private final Seen seen;
  private final Clock clock;

  Trials(
      Workspace workspace,
      Agent agent,
      AgentSandbox sandbox,
      Models models,
      AgentLimits limits,
      Seen seen,
      Clock clock) {
    this.workspace = workspace;
    this.agent = agent;
    this.sandbox = sandbox;
    this.models = models;
    this.limits = limits;
    this.seen = seen;
    this.clock = clock;
  }

  /** A table that was written. */
  public record Written(String table, long rows) {}

  /**
   * A run on the agent's branch.
   *
   * @param whole whether every step came through and passed
   */
  public record Ran(String run, boolean whole, List<StepOf> steps, String sentence) {}

  /** A step of it; why it is not done, where it is not. */
  public record StepOf(String table, String fate, long rows, String why) {}

  /**
   * What a change of models proves.
   *
   * @param verdict verified, failed, inconclusive, or nothing where there is nothing to be judged
   */
  public record Verified(String verdict, List<ProofOf> proofs, List<String> left) {}

  /** One thing that was looked at: holds, fails or unknown. */
  public record ProofOf(String standing, String sentence) {}

  /** What became of a suggestion. */
  public record Proposed(
      String incident,
      String state,
      String verdict,
      List<String> proofs,
      String decision,
      String next) {}

  /** Puts the rows of one SELECT over the branch's tables in the place of a table's rows there. */
  Written write(String table, String select, AgentCall call) {
    var name = name(table);
    var branch = sandbox.require().branch();
    var task =
        new StepTask(
            branch,
            NO_RUN,
            step(name, select),
            Optional.empty(),
            Optional.empty(),
            clock.instant(),
            0,
            "agent " + agent.name() + " at " + clock.instant(),
            true);
    return switch (workspace.engine().compute(task, select, StepWatch.until(call.cancellation()))) {
      case StepOutcome.Done done -> new Written(name.toString(), done.rows());
      case StepOutcome.Failed(var fault) -> throw refused(fault);
      case StepOutcome.Cancelled() -> throw ended();
    };
  }

  private RefusedException refused(Fault fault) {
    return switch (fault.kind()) {
      case REFUSED ->
          RefusedException.notAllowed(seen.message(fault.message()), seen.words(fault.next()));
      case UNKNOWN_TABLE ->
          RefusedException.notFound(seen.message(fault.message()), seen.words(fault.next()));
      case TIMED_OUT -> ended();
      default ->
          RefusedException.badRequest(seen.message(fault.message()), seen.words(fault.next()));
    };
  }

  private static RefusedException ended() {
    return new RefusedException(
        RefusedException.Reason.ENDED, "it was ended before it was done", "ask for less at once");
  }

  private Step step(TableName name, String select) {
    return new Step(
        name,
        new Step.Work.Sql(select),
        new Materialization.Full(),
        List.of(),
        new CodePlace("write_table", 1),
        "agent",
        true,
        new TreeSet<>(),
        "",
        new StepLimits(WRITE_BYTES, limits.query(), false));
  }

  private static TableName name(String table) {
    try {
      return TableName.parse(table);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest(
          "that is no name of a table: " + e.getMessage(), "write it as orders or sales.orders");
    }
  }

  private static void requireOurs(IncidentState incident) {
    if (incident.isElsewhere()) {
      throw RefusedException.badRequest(
          incident.id() + " is of a run that is not ours, and cannot be run here",
          "read_incident tells what its producer said");
    }
  }

  /** Runs an incident's pipeline again, by the branch's code, and keeps it on the branch. */
  Ran run(IncidentState incident, AgentCall call) {
    requireOurs(incident);
    var state = workspace.journal().state(incident.run());
    var code = code();
    var pipeline =
        code.project()
            .pipeline(incident.opened().pipeline())
            .orElseThrow(
                () ->
                    RefusedException.notFound(
                        "the project has no pipeline of " + incident.id() + " any more", ""))
            .pipeline();
    var wanted = new TreeSet<>(state.opened().tables());
    wanted.retainAll(pipeline.graph().tables());
    var graph = pipeline.graph().only(wanted);
    var request =
        Requests.fresh(
            code,
            pipeline,
            graph,
            incident.opened().interval(),
            false,
            clock.instant(),
            agent.author(),
            incident.id().toString());
    return run(request, graph, call);
  }

  private ProjectCode code() {
    try {
      return workspace.codeTrees().at(sandbox.tree(), workspace.lake().lake().head(Ref.MAIN));
    } catch (ProjectProblems e) {
      throw RefusedException.badRequest(
          "the code on this branch is unsound: " + seen.message(String.join("; ", e.problems())),
          "edit_model, then run again");
    }
  }

  private Ran run(RunRequest request, Graph graph, AgentCall call) {
    try (var rehearsal =
        workspace
            .runner()
            .rehearse(
                request, sandbox.require().branch(), listener(graph, call), call.cancellation())) {
      boolean whole = rehearsal.isWhole();
      if (call.cancellation().isCancelled()) {
        throw ended();
      }
      var result = rehearsal.keep();
      return new Ran(
          result.run().toString(),
          whole,
          steps(workspace.journal().state(result.run())),
          seen.words(result.sentence()));
    }
  }

  private static RunListener listener(Graph graph, AgentCall call) {
    int all = graph.inOrder().size();
    return (_, event) -> {
      if (event instanceof RunEvent.StepDone done) {
        call.progress().accept("made " + done.table() + ", one of " + all + " tables");
      }
    };
  }

  private List<StepOf> steps(RunState run) {
    var steps = new ArrayList<StepOf>();
    run.steps()
        .forEach(
            (table, state) -> {
              var held =
                  Optional.ofNullable(run.judged().get(table)).stream()
                      .flatMap(j -> j.verdicts().stream())
                      .filter(Verdict::holds)
                      .map(Verdict::sentence)
                      .toList();
              steps.add(
                  held.isEmpty()
                      ? step(table, state)
                      : new StepOf(
                          table.toString(), "held", 0, seen.message(String.join("; ", held))));
            });
    return steps.stream().limit(MOST_TOLD).toList();
  }

  private StepOf step(TableName table, RunState.StepState state) {
    var name = table.toString();
    return switch (state) {
      case RunState.StepState.Waiting() -> new StepOf(name, "waiting", 0, "");
      case RunState.StepState.Working _ -> new StepOf(name, "working", 0, "");
      case RunState.StepState.Done(var done) -> new StepOf(name, "done", done.rows(), "");
      case RunState.StepState.Reused _ -> new StepOf(name, "as it was", 0, "");
      case RunState.StepState.Failed(var failed) ->
          new StepOf(name, "failed", 0, seen.message(failed.fault().message()));
      case RunState.StepState.Skipped(var skipped) ->
          new StepOf(name, "skipped", 0, skipped.inWords());
      case RunState.StepState.Cancelled() -> new StepOf(name, "cancelled", 0, "");
    };
  }

  /** Rehearses the branch's changes of models for an incident; nothing is kept of it. */
  Verified verify(IncidentState incident, AgentCall call) {
    requireOurs(incident);
    call.progress().accept("rehearsing " + incident.id() + " with the changed models");
    return switch (new Agents(workspace, clock).tryOut(incident, change(""), call.cancellation())) {
      case Agents.Tried.Nothing(var sentence) ->
          new Verified("nothing", List.of(), List.of(seen.words(sentence)));
      case Agents.Tried.Judged(var judgement, var left) ->
          new Verified(
              judgement.verdict().name().toLowerCase(Locale.ROOT),
              judgement.proofs().stream()
                  .map(
                      p ->
                          new ProofOf(
                              p.standing().name().toLowerCase(Locale.ROOT),
                              seen.message(p.sentence())))
                  .toList(),
              left.stream()
                  .map(f -> f.table() + " does not come through")
                  .distinct()
                  .limit(MOST_TOLD)
                  .toList());
    };
  }

  private IncidentEvent.Suggested change(String why) {
    var changed = models.changed();
    if (changed.isEmpty()) {
      throw RefusedException.badRequest(
          "no model was changed in the sandbox", "edit_model changes one");
    }
    // What cannot be read cannot be tried, and is nothing to bother anybody with.
    code();
    return new IncidentEvent.Suggested(
        clock.instant(), agent.name(), sandbox.base(), sandbox.tree(), changed, why);
  }

  /** Suggests the branch's changes of models as a remedy; the healer looks at it at once. */
  Proposed propose(IncidentState incident, String why, AgentCall call) {
    requireOurs(incident);
    var change = change(seen.file(why));
    call.progress().accept("the healer looks at " + incident.id());
    int before = workspace.incidents().events(incident.id()).size();
    var after = new Agents(workspace, clock).suggest(incident.id(), change, call.cancellation());
    var since = workspace.incidents().events(incident.id()).stream().skip(before).toList();
    var tried = own(since);
    return new Proposed(
        after.id().toString(),
        IncidentJson.state(after),
        tried.map(t -> t.verdict().name().toLowerCase(Locale.ROOT)).orElse("not tried"),
        tried.stream().flatMap(t -> t.proofs().stream()).map(seen::message).toList(),
        decision(since, after),
        next(after, tried));
  }

  private Optional<IncidentEvent.Tried> own(List<IncidentEvent> since) {
    return IncidentEvent.only(IncidentEvent.Tried.class, since)
        .filter(t -> t.key().startsWith("agent " + agent.name() + " "))
        .reduce((_, last) -> last);
  }

  private String decision(List<IncidentEvent> since, IncidentState after) {
    return IncidentEvent.last(IncidentEvent.Decided.class, since)
        .map(
            d ->
                d.autonomy().name().toLowerCase(Locale.ROOT)
                    + " by "
                    + seen.words(d.rule())
                    + ": "
                    + seen.message(d.remedy()))
        .orElse(after.isOpen() ? "nothing was decided" : "");
  }

  private static String next(IncidentState after, Optional<IncidentEvent.Tried> tried) {
    if (!after.isOpen()) {
      return "it is closed";
    }
    if (after.proposed().isPresent()) {
      return "a person decides; no agent can";
    }
    return tried.isEmpty()
        ? "another remedy was tried first, or healing is paused: read_incident tells"
        : "change the models otherwise, or ask_person";
  }
}
