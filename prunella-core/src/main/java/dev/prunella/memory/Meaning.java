package dev.prunella.memory;

import java.util.Optional;

/**
 * What texts mean, as directions: those of texts that say the same in other words lie close.
 * Thread-safe.
 */
@FunctionalInterface
public interface Meaning {

  /** Nobody knows what a text means: words alone are compared. */
  Meaning UNKNOWN = _ -> Optional.empty();

  /**
   * The direction of a text.
   *
   * @param masked as a signature has it, without what varies: an id or a number means nothing
   * @return empty where it cannot be told, now or on this machine
   */
  Optional<Direction> of(String masked);
}
