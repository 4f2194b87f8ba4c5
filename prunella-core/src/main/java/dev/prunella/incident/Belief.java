package dev.prunella.incident;

import dev.prunella.refs.TableName;
import java.util.List;

/**
 * What is believed of a failure's cause, with the evidence.
 *
 * @param cause one or a few words, such as {@code column renamed}
 * @param confidence from 0 to 1
 * @param blamed the first table that is off
 * @param supporting short sentences for it, without row values
 * @param against short sentences against it, and what was ruled out
 */
public record Belief(
    FailureClass failureClass,
    String cause,
    double confidence,
    TableName blamed,
    List<String> supporting,
    List<String> against) {
  public Belief {
    supporting = List.copyOf(supporting);
    against = List.copyOf(against);
  }
}
