package dev.prunella.pipeline;

/**
 * Brings a source's bytes and keeps them, each under the hash of its content. Thread-safe.
 *
 * <p>A part has at least one byte. What brought no rows is a failure of kind {@code NO_ROWS}, or
 * {@code MISSING} where there is no file; where the source allows it, it is a batch without parts,
 * or without rows.
 */
public interface Fetcher {

  Fetched fetch(StepTask task, Source.Declared source, StepWatch watch);

  /** What became of it. */
  sealed interface Fetched {
    record Got(Batch batch) implements Fetched {}

    record Failed(Fault fault) implements Fetched {}
  }
}
