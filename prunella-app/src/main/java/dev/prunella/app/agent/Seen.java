package dev.prunella.app.agent;

import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.local.secrets.Redaction;

/**
 * What an agent gets to see: never a secret, and no values where policy allows none. Text of others
 * is handed on as it is, cut; that it is data and no instruction is said by whoever hands it on.
 */
final class Seen {
  private static final int MOST_CHARACTERS = 4_000;
  private static final String WITHHELD = "(withheld: policy.yaml lets agents see no values)";

  private final Redaction redaction;
  private final PolicyInForce policy;

  Seen(Redaction redaction, PolicyInForce policy) {
    this.redaction = redaction;
    this.policy = policy;
  }

  /** So many rows with their values. */
  int rows() {
    return policy.agentRows();
  }

  /** Names and words of ours. */
  String words(String text) {
    return cut(redaction.redact(text));
  }

  /** Text that may hold values of rows. */
  String message(String text) {
    return rows() == 0 ? WITHHELD : words(text);
  }

  /** A whole file of people's. */
  String file(String text) {
    return redaction.redact(text);
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
  }
}
