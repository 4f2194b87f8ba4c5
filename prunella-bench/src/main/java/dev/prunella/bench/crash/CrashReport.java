package dev.prunella.bench.crash;

import java.util.List;
import java.util.Map;

/** What came of the crashes; {@code faults} is to be 0. */
record CrashReport(Simulated simulated, Killed killed) {

  /**
   * Crashes in process.
   *
   * @param unsyncedFiles files that a crash cut or took away
   * @param landed attempts that are published: the acknowledged and those whose writer died before
   *     it was told
   * @param crashesByStep where they happened
   */
  record Simulated(
      int crashes,
      int powerCuts,
      int unsyncedFiles,
      int attempts,
      int acknowledged,
      int landed,
      int faults,
      List<String> firstFaults,
      Map<String, Integer> crashesByStep) {}

  /**
   * Writers ended by SIGKILL.
   *
   * @param atNamedSteps how many of the kills came at a step, the others at a random moment
   * @param reads how often a concurrent reader looked at all five tables
   */
  record Killed(
      int kills,
      int atNamedSteps,
      int acknowledged,
      int landed,
      int reads,
      int faults,
      List<String> firstFaults) {}

  boolean isClean() {
    return simulated.faults() == 0 && killed.faults() == 0;
  }
}
