package dev.prunella.app.heal;

import dev.prunella.app.policy.PolicyFile;
import dev.prunella.app.project.PolicyInFolder;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Decider;
import dev.prunella.heal.HealingState;
import dev.prunella.heal.Policy;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.Weighed;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the healer may do now: {@code policy.yaml} under the project's mode, and how things stand.
 * The file is read from the project's folder, or as main knows it while something is wrong with
 * that; nothing else raises what may be done. Both are looked at anew for each decision.
 * Thread-safe.
 */
public final class PolicyInForce implements Decider {
  /** Who publishes what the healer has verified. */
  static final String HEALER = "healer";

  private static final Duration HOUR = Duration.ofHours(1);

  /** More publications than any budget allows. */
  private static final int MOST_PUBLICATIONS = 2_000;

  private final Workspace workspace;
  private final Clock clock;

  public PolicyInForce(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  /** Where the rules come from. */
  public enum Origin {
    MODE("there is no policy.yaml: these are the rules of the project's mode"),
    FOLDER("policy.yaml"),
    MAIN("policy.yaml as main knows it, for the one in the folder has problems"),
    IN_DOUBT("policy.yaml has problems, and main knows no sound one: everything is only proposed");

    private final String words;

    Origin(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /**
   * The rules, and where they come from.
   *
   * @param problems of the file in the folder
   */
  public record Rules(Policy policy, Origin origin, List<String> problems) {
    public Rules {
      problems = List.copyOf(problems);
    }
  }

  @Override
  public Policy.Decision decide(Weighed remedy) {
    return rules().policy().decide(remedy, situation());
  }

  /** As they are now. */
  public Rules rules() {
    var ceiling = ceiling();
    var folder = PolicyInFolder.of(workspace.project().folder());
    if (!folder.isThere()) {
      return new Rules(ofTheMode(), Origin.MODE, List.of());
    }
    if (folder.file().isPresent()) {
      return new Rules(folder.file().get().under(ceiling), Origin.FOLDER, List.of());
    }
    return ofMain()
        .file()
        .map(file -> new Rules(file.under(ceiling), Origin.MAIN, folder.problems()))
        .orElseGet(
            () ->
                new Rules(
                    new Policy(
                        List.of(),
                        Autonomy.PROPOSE,
                        ceiling == Autonomy.FORBID ? Autonomy.FORBID : Autonomy.PROPOSE,
                        Policy.Brakes.NONE),
                    Origin.IN_DOUBT,
                    folder.problems()));
  }

  /** So many rows with their values an agent sees at once; none where the rules are in doubt. */
  public int agentRows() {
    var folder = PolicyInFolder.of(workspace.project().folder());
    if (!folder.isThere()) {
      return PolicyFile.AGENT_ROWS;
    }
    return folder.file().or(() -> ofMain().file()).map(PolicyFile::agentRows).orElse(0);
  }

  private PolicyInFolder ofMain() {
    return PolicyInFolder.of(
        workspace
            .lake()
            .lake()
            .head(Ref.MAIN)
            .code()
            .flatMap(tree -> workspace.codeTrees().text(tree, PolicyFile.NAME)));
  }

  private Autonomy ceiling() {
    return switch (workspace.project().settings().mode()) {
      case OBSERVE -> Autonomy.FORBID;
      case PROPOSE -> Autonomy.PROPOSE;
      case ACT -> Autonomy.AUTO;
    };
  }

  private Policy ofTheMode() {
    return switch (workspace.project().settings().mode()) {
      case OBSERVE -> Policy.observing();
      case PROPOSE -> Policy.careful();
      case ACT -> Policy.acting();
    };
  }

  /** How things stand now. */
  public Policy.Situation situation() {
    var now = clock.instant();
    return new Policy.Situation(now, hour(now), actions(now), workspace.healing().state());
  }

  /** How things stood, for another number of publications in the hour before. */
  Policy.Situation situation(Instant at, int actions, HealingState healing) {
    return new Policy.Situation(at, hour(at), actions, healing);
  }

  private int hour(Instant at) {
    return at.atZone(workspace.project().settings().zone()).getHour();
  }

  /** By main's own record, in which each publication stands once whatever crashed after it. */
  private int actions(Instant now) {
    return (int)
        workspace.lake().lake().store().publications(MOST_PUBLICATIONS).stream()
            .filter(p -> p.isOfMain() && p.by().equals(HEALER))
            .map(Publication::at)
            .filter(at -> at.isAfter(now.minus(HOUR)))
            .count();
  }
}
