package dev.prunella.pipeline;

/**
 * Tells which runs somebody works on right now, so that a run that was killed can be told from one
 * that takes its time. Thread-safe.
 */
public interface Presence {

  /** Says that this process works on a run, until that is closed or the process dies. */
  Working work(RunId run);

  /** Whether anybody works on it, this process included. In doubt, yes. */
  boolean atWork(RunId run);

  /** A process's work on a run. */
  interface Working extends AutoCloseable {
    @Override
    void close();
  }

  /** Knows nobody: every run may be at work. */
  static Presence unknown() {
    return new Presence() {
      @Override
      public Working work(RunId run) {
        return () -> {};
      }

      @Override
      public boolean atWork(RunId run) {
        return true;
      }
    };
  }
}
