package dev.prunella.bench.heal.crash;

import dev.prunella.bench.heal.system.SystemProcess;
import dev.prunella.bench.heal.world.World;

/** How often and where the system under test dies in plays. Thread-safe. */
public interface Peril {

  /** Whether it has died as often as is wanted. */
  boolean areEnough();

  /** A play begins. */
  Endangered begin(SystemProcess system, World world, Play play);

  /**
   * What is to be known of a play.
   *
   * @param scenario its name
   * @param seed of all that is left to chance in it
   * @param round how often the same was played before
   */
  record Play(String scenario, long seed, int round) {}
}
