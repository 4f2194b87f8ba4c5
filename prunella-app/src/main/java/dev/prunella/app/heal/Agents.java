package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.HealLimits;
import dev.prunella.heal.Judgement;
import dev.prunella.heal.Remedy;
import dev.prunella.heal.Sandbox.Look;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.ProposalKey;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What agents may do to an incident: try a change of models and hear what it proves, suggest one,
 * and ask a person. What they suggest is one remedy among others; the healer tries, proves and
 * decides. Thread-safe.
 */
public final class Agents {
  private final Workspace workspace;
  private final Clock clock;

  public Agents(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  /** What a change of models comes to, without anything being kept of it at the incident. */
  public sealed interface Tried {
    /** It was rehearsed. */
    record Judged(Judgement judgement, List<Finding> left) implements Tried {
      public Judged {
        left = List.copyOf(left);
      }
    }

    /** There is nothing to be judged, and why. */
    record Nothing(String sentence) implements Tried {}
  }

  /** Rehearses a change for an incident's run, with the proofs that the healer asks for. */
  public Tried tryOut(
      IncidentState incident, IncidentEvent.Suggested change, Cancellation cancellation) {
    var suggestion = AgentSuggestions.of(workspace.codeTrees(), change);
    if (suggestion.isEmpty()) {
      return new Tried.Nothing(
          "it cannot be tried: its models were changed by their author meanwhile, or other files "
              + "than models are unsound; open the sandbox anew");
    }
    var sandbox = new WorkspaceSandbox(workspace);
    return switch (sandbox.look(incident)) {
      case Look.Passed(var sentence) -> new Tried.Nothing(sentence);
      case Look.Found(var findings) when findings.isEmpty() ->
          new Tried.Nothing("nothing is wrong any more");
      case Look.Found(var findings) -> {
        var finding = findings.getFirst();
        var remedy = remedy(finding.table(), suggestion.get().files(), suggestion.get().paths());
        try (var trial = sandbox.tryOut(incident, List.of(remedy), cancellation)) {
          yield new Tried.Judged(
              Judgement.of(finding, remedy, trial, List.of(finding)), trial.findings());
        }
      }
    };
  }

  private static Remedy remedy(
      TableName table, Map<String, Optional<String>> files, List<String> paths) {
    return new Remedy.ChangedCode(
        "agent",
        RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING,
        table,
        "run " + String.join(", ", paths) + " as it was changed",
        Remedy.A_PERSON_MAY_HAVE_MEANT_IT,
        List.of(),
        files,
        Optional.empty(),
        Optional.of("agent"));
  }

  /**
   * Keeps what an agent suggests, and lets the healer look at the incident at once.
   *
   * @return how the incident stands after that
   */
  public IncidentState suggest(
      IncidentId id, IncidentEvent.Suggested change, Cancellation cancellation) {
    append(id, state -> state.isOpen() ? Optional.of(change) : Optional.empty());
    return new Healing(workspace, clock).heal(id, cancellation);
  }

  /**
   * Asks whoever answers for the incident's table, in the agent's words; not while another question
   * is open.
   *
   * @return whom; empty where another question is open, or the incident is not
   */
  public Optional<String> ask(IncidentId id, String agent, String question) {
    var about = about(workspace.incidents().state(id).orElseThrow());
    var to = OwnersAndBeliefs.ownerOf(workspace, about);
    boolean asked =
        append(
            id,
            state ->
                state.isOpen() && state.asked().isEmpty()
                    ? Optional.of(
                        new IncidentEvent.Asked(
                            clock.instant(),
                            to,
                            about,
                            "agent "
                                + agent
                                + " asks (its words, which nobody has checked): "
                                + question,
                            Answer.words(Answer.RETRY, Answer.DISMISS)))
                    : Optional.empty());
    if (!asked) {
      return Optional.empty();
    }
    append(
        id,
        state ->
            Optional.of(
                new IncidentEvent.Waiting(
                    clock.instant(),
                    clock.instant().plus(HealLimits.DEFAULT.look()),
                    "an agent has asked")));
    return Optional.of(to.orElse("whoever looks after " + about));
  }

  private static TableName about(IncidentState incident) {
    return incident.symptoms().stream()
        .map(s -> s.table())
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .findFirst()
        .orElseThrow(
            () -> new LakeException(Problem.BAD_REQUEST, incident.id() + " is about no table"));
  }

  /** Whether an agent would say yes to what it has suggested itself. */
  static boolean isOwn(IncidentState incident, String by, String option) {
    return (Answer.APPROVE.is(option) || Answer.TRUST.is(option))
        && incident.asked().flatMap(IncidentEvent.Asked::proposal).stream()
            .flatMap(key -> ProposalKey.remediesOf(key).stream())
            .anyMatch(key -> key.startsWith("agent " + by + " "));
  }

  /** Whether it was appended. */
  private boolean append(
      IncidentId id, Function<IncidentState, Optional<? extends IncidentEvent>> event) {
    return Appending.to(
        workspace.incidents(), id, events -> event.apply(IncidentState.of(id, events)));
  }
}
