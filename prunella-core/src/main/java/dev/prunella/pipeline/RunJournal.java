package dev.prunella.pipeline;

import dev.prunella.refs.Append;
import java.util.List;

/**
 * The events of runs, kept for good, in the database that also holds the refs. Thread-safe.
 *
 * <p>A run has one writer: whoever appends to it while another does is told so by a {@link
 * dev.prunella.refs.LakeException}.
 */
public interface RunJournal {

  /** Gives a new run its number; durable when it returns. */
  Writer open(RunEvent.Opened opened);

  /** Takes over a run that was opened before. */
  Writer resume(RunId run);

  /** All events of a run, in their order; empty when there is no such run. */
  List<RunEvent> events(RunId run);

  /** The newest runs, newest first. */
  List<Opened> newest(int limit);

  /** A run's beginning. */
  record Opened(RunId run, RunEvent.Opened event) {}

  /** The one who writes a run's events. */
  interface Writer {
    RunId run();

    /** Keeps events; durable when it returns. */
    void append(List<RunEvent> events);

    /** An event to be kept in another transaction, the publication's; then call {@link #kept}. */
    Append entry(RunEvent event);

    /** The entry was kept by that transaction. */
    void kept();
  }
}
