package dev.prunella.heal;

import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A change of models that an agent suggests. Nothing that the agent says of it is used, neither
 * here nor in any decision: the change is tried and proved like another, and is believed less.
 */
final class AgentsChange implements Cure {
  /** After the smallest patch that the healer finds itself, before taking back a whole edit. */
  private static final int BESIDE_ALL_OF_AN_EDIT = 2;

  private static final double NOT_TOLD_BY_WHAT_WAS_SEEN = 0.5;

  @Override
  public String words() {
    return "take up the change that an agent suggests";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING);
  }

  @Override
  public Reach reach(Footing footing) {
    return footing.sqlAnywhere()
        ? Reach.asking("an agent suggests other SQL of a model for its incident")
        : Reach.beyond("agents change models in SQL, of which the project has none of its own");
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    return means.suggestions().stream().map(s -> proposal(finding, s)).toList();
  }

  private static Proposal proposal(Finding finding, Means.Suggestion suggestion) {
    var paths = String.join(", ", suggestion.paths());
    return new Proposal(
        new Belief(
            FailureClass.CODE,
            "something in " + paths,
            NOT_TOLD_BY_WHAT_WAS_SEEN,
            finding.table(),
            List.of("agent " + suggestion.agent() + " has changed it"),
            List.of()),
        new Remedy.ChangedCode(
            "agent %s %s %s %s"
                .formatted(
                    suggestion.agent(),
                    paths,
                    finding.interval().orElse(""),
                    FileNames.of(suggestion.files())),
            RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING,
            finding.table(),
            "run " + paths + " as agent " + suggestion.agent() + " has changed it",
            LastGoodCode.mayBeMeant(finding)
                ? Remedy.A_PERSON_MAY_HAVE_MEANT_IT
                : BESIDE_ALL_OF_AN_EDIT,
            List.of(),
            suggestion.files(),
            Optional.empty(),
            Optional.of(suggestion.agent())));
  }
}
