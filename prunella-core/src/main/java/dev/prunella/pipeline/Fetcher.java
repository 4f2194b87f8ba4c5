package dev.prunella.pipeline;

/** Brings a source's bytes and keeps them, each under the hash of its content. Thread-safe. */
public interface Fetcher {

  Fetched fetch(StepTask task, Source.Declared source, StepWatch watch);

  /** What became of it. */
  sealed interface Fetched {
    record Got(Batch batch) implements Fetched {}

    record Failed(Fault fault) implements Fetched {}
  }
}
