package dev.prunella.contract;

/** A way to end work that takes long. Called from any thread. */
@FunctionalInterface
public interface Stop {
  /** Nobody will ask for it. */
  Stop NEVER = _ -> () -> {};

  /**
   * Remembers what ends the work at once; runs it immediately when the end has been asked for.
   *
   * @return to be closed when the work has ended by itself
   */
  Registration onStop(Runnable end);

  /** Until closed. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
