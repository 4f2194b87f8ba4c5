package dev.prunella.bench.crash;

import java.util.Map;
import java.util.TreeMap;

/** Crashes at the n-th step; after that, everything that is tried crashes too. */
final class CountedSteps implements Steps {
  private final int crashAt;
  private final Map<String, Integer> crashesByStep;
  private int taken;
  private boolean dead;

  CountedSteps(int crashAt, Map<String, Integer> crashesByStep) {
    this.crashAt = crashAt;
    this.crashesByStep = crashesByStep;
  }

  static Map<String, Integer> tally() {
    return new TreeMap<>();
  }

  @Override
  public synchronized void reach(String step) {
    requireAlive();
    taken++;
    if (taken == crashAt) {
      dead = true;
      crashesByStep.merge(step, 1, Integer::sum);
      throw new SimulatedCrash(step);
    }
  }

  @Override
  public synchronized void requireAlive() {
    if (dead) {
      throw new SimulatedCrash("dead since step " + crashAt);
    }
  }

  synchronized boolean crashed() {
    return dead;
  }
}
