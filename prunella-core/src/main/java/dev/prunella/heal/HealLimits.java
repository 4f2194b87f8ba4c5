package dev.prunella.heal;

import java.time.Duration;

/**
 * Bounds of one incident's healing.
 *
 * @param trials so many remedies are tried each time that it is looked at
 * @param waitsBeforeAsking after so many waits a person is asked; the waiting goes on
 * @param waits after so many it is left to people, and looked at rarely
 * @param look how long until an incident is looked at again that waits for its source
 * @param lateLook the same for one that is left to people
 */
public record HealLimits(
    int trials, int waitsBeforeAsking, int waits, Duration look, Duration lateLook) {
  public static final HealLimits DEFAULT =
      new HealLimits(8, 3, 60, Duration.ofMinutes(30), Duration.ofDays(1));
}
