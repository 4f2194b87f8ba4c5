package dev.prunella.contract;

import java.util.Optional;

/**
 * A quality rule as a contract states it.
 *
 * @param id that a person gave it, by which it is called
 * @param description for people; may be empty
 */
public record Rule(
    Optional<String> id,
    CodePlace place,
    Measure measure,
    Expectation expectation,
    Unit unit,
    Severity severity,
    Dimension dimension,
    String description,
    OnFailure onFailure) {

  public Rule {
    if (onFailure.quarantines() && !measure.findsRows()) {
      throw new IllegalArgumentException(
          "rows can be laid aside only by a rule about single rows, not by " + measure.word());
    }
  }
}
