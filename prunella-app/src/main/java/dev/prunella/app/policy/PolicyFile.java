package dev.prunella.app.policy;

import dev.prunella.heal.Policy;
import dev.prunella.incident.IncidentEvent.Autonomy;
import java.util.List;

/**
 * What {@code policy.yaml} says. People write it; the healer only reads it.
 *
 * @param rules in the order of the file
 * @param otherwise where none fits
 * @param agentRows so many rows with their values an agent sees at once; 0 for none
 */
public record PolicyFile(
    List<Policy.Rule> rules, Autonomy otherwise, Policy.Brakes brakes, int agentRows) {
  public static final String NAME = "policy.yaml";

  /** So many rows of an answer an agent sees where nobody has said how many. */
  public static final int AGENT_ROWS = 100;

  public PolicyFile {
    rules = List.copyOf(rules);
  }

  /** The same under a mode, which no rule exceeds. */
  public Policy under(Autonomy ceiling) {
    return new Policy(rules, otherwise, ceiling, brakes);
  }
}
