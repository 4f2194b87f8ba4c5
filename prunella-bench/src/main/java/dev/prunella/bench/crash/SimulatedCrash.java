package dev.prunella.bench.crash;

/** The process is dead from here on. An error, so that nobody handles it by mistake. */
public final class SimulatedCrash extends Error {
  private static final long serialVersionUID = 1;

  /** At a step. */
  public SimulatedCrash(String step) {
    super(step, null, false, false);
  }
}
