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
   * @param quarantined what was laid aside, where a quarantine changed
   * @param leftOut how many rows came that the step's materialization says to leave out
   */
  record Done(
      Optional<Entry> before,
      Entry after,
      long rows,
      long bytes,
      Optional<Batch> batch,
      Optional<Quarantined> quarantined,
      long leftOut)
      implements StepOutcome {

    /** Nothing was laid aside or left out. */
    public Done(Optional<Entry> before, Entry after, long rows, long bytes, Optional<Batch> batch) {
      this(before, after, rows, bytes, batch, Optional.empty(), 0);
    }
  }

  /** Nothing was committed. */
  record Failed(Fault fault) implements StepOutcome {}

  /** It was told to end; nothing was committed. */
  record Cancelled() implements StepOutcome {}

  /** Why the step has not come through; empty where it has. */
  default Optional<Fault> whyNot() {
    return switch (this) {
      case Done _ -> Optional.empty();
      case Failed(var fault) -> Optional.of(fault);
      case Cancelled() -> Optional.of(Fault.of(Fault.Kind.FAILED, "it was told to end", ""));
    };
  }
}
