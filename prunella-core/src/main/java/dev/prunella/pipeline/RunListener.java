package dev.prunella.pipeline;

import dev.prunella.refs.TableName;

/** Looks on while a run works. Called from several threads, one at a time. */
public interface RunListener {
  void happened(RunId run, RunEvent event);

  /** A step's work goes on; see {@link StepWatch#progress}. */
  default void progress(RunId run, TableName table, long rows, double share) {}

  /** A line that a step's program printed. */
  default void log(RunId run, TableName table, String line) {}

  static RunListener nobody() {
    return (_, _) -> {};
  }

  /** Tells several, in their order. */
  static RunListener all(java.util.List<RunListener> listeners) {
    return new RunListener() {
      @Override
      public void happened(RunId run, RunEvent event) {
        listeners.forEach(l -> l.happened(run, event));
      }

      @Override
      public void progress(RunId run, TableName table, long rows, double share) {
        listeners.forEach(l -> l.progress(run, table, rows, share));
      }

      @Override
      public void log(RunId run, TableName table, String line) {
        listeners.forEach(l -> l.log(run, table, line));
      }
    };
  }
}
