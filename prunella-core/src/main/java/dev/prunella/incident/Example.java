package dev.prunella.incident;

import java.util.Optional;
import java.util.Set;

/**
 * A failure of which is known what it was; diagnosis learns from these.
 *
 * @param system whose failure it is, such as {@code PostgreSQL}
 * @param cause with its class, and the remedy that was right
 * @param alsoAcceptable classes and remedies, by their words, that would be right too
 * @param group failures that are the same in other words
 */
public record Example(
    String id,
    String system,
    String text,
    Cause cause,
    Set<String> alsoAcceptable,
    Optional<String> group) {

  public Example {
    alsoAcceptable = Set.copyOf(alsoAcceptable);
  }
}
