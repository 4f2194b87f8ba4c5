package dev.prunella.pipeline;

import dev.prunella.contract.CodePlace;
import java.util.Map;
import java.util.Optional;

/**
 * What one rule says of what a step has made.
 *
 * @param rule which rule, by a name that stays the same from run to run
 * @param sentence for people: what was expected and what is there; may quote data, untrusted text
 * @param place where in the project's files the rule is written, when it is written there
 * @param facts what else was measured, by name
 */
public record Verdict(
    String rule,
    Standing standing,
    String sentence,
    Optional<CodePlace> place,
    Map<String, String> facts) {

  /** Among the facts of what could not be judged: the name of the kind of fault that kept it. */
  public static final String FAULT = "fault";

  /** Among the facts of what is unusual and passed: who has said that it is right, and why. */
  public static final String ACCEPTED = "accepted";

  /** What a verdict means for the publication. */
  public enum Standing {
    /** It holds. */
    PASSED,
    /** It does not, which is worth a word and no more. */
    WARNED,
    /** It does not, and what was made is not published. */
    HELD,
    /** Nobody can say whether it holds; in doubt, what was made is not published. */
    UNKNOWN;

    /** Whether the table is kept from being published. */
    public boolean holds() {
      return this == HELD || this == UNKNOWN;
    }
  }

  public Verdict {
    facts = Map.copyOf(facts);
  }

  public static Verdict of(String rule, Standing standing, String sentence) {
    return new Verdict(rule, standing, sentence, Optional.empty(), Map.of());
  }

  public boolean holds() {
    return standing.holds();
  }

  /** Whether it holds what the table was made from, too. */
  public boolean doubtsInputs() {
    return holds() && facts.containsKey(Fault.INPUTS_IN_DOUBT);
  }
}
