package dev.prunella.pipeline;

import dev.prunella.refs.Entry;
import java.util.Optional;

/** What became of a step. */
public sealed interface StepOutcome {

  /**
   * The table stands on the branch, committed.
   *
   * @param before what stood under the table's name on the branch
   * @param after what stands there now; equal to {@code before} when nothing had to be written
   * @param rows how many rows were written
   * @param bytes the size of the files that were written
   * @param batch what a source brought
   */
  record Done(Optional<Entry> before, Entry after, long rows, long bytes, Optional<Batch> batch)
      implements StepOutcome {}

  /** Nothing was committed. */
  record Failed(Fault fault) implements StepOutcome {}

  /** It was told to end; nothing was committed. */
  record Cancelled() implements StepOutcome {}
}
