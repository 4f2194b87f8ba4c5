package dev.prunella.pipeline;

import dev.prunella.refs.Append;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The events of runs, kept for good, in the database that also holds the refs. Thread-safe.
 *
 * <p>A run has one writer: whoever appends to it while another does is told so by a {@link
 * dev.prunella.refs.LakeException}.
 */
public interface RunJournal {

  /** Gives a new run its number; durable when it returns. */
  Writer open(RunEvent.Opened opened);

  /**
   * Gives a new run its number if an entry can be appended to another journal in the same
   * transaction; empty when others have appended there meanwhile. Who keeps account of runs in that
   * journal starts none twice.
   *
   * @param claim the entry, for the number that the run would have; may be asked for several
   */
  Optional<Writer> openIf(RunEvent.Opened opened, Function<RunId, Append> claim);

  /** Takes over a run that was opened before. */
  Writer resume(RunId run);

  /** All events of a run, in their order; empty when there is no such run. */
  List<RunEvent> events(RunId run);

  /**
   * Where a run stands.
   *
   * @throws IllegalArgumentException if there is no such run
   */
  default RunState state(RunId run) {
    return RunState.of(run, events(run));
  }

  /** The newest event of a run; empty when there is no such run. Costs the same for long runs. */
  Optional<RunEvent> newestOf(RunId run);

  /** A run's beginning; empty when there is no such run. */
  Optional<RunEvent.Opened> opened(RunId run);

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
