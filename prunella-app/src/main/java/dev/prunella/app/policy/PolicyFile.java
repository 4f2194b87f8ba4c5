package dev.prunella.app.policy;

import dev.prunella.heal.Policy;
import dev.prunella.incident.IncidentEvent.Autonomy;
import java.util.List;

/**
 * What {@code policy.yaml} says. People write it; the healer only reads it.
 *
 * @param rules in the order of the file
 * @param otherwise where none fits
 */
public record PolicyFile(List<Policy.Rule> rules, Autonomy otherwise, Policy.Brakes brakes) {
  public static final String NAME = "policy.yaml";

  public PolicyFile {
    rules = List.copyOf(rules);
  }

  /** The same under a mode, which no rule exceeds. */
  public Policy under(Autonomy ceiling) {
    return new Policy(rules, otherwise, ceiling, brakes);
  }
}
