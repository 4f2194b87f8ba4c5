package dev.prunella.pipeline;

import dev.prunella.refs.Commit;
import dev.prunella.refs.TableName;
import java.util.Optional;

/**
 * Computes tables. Every adapter passes {@code EngineSpec}. Thread-safe: steps of one run compute
 * at the same time, within the limits of each.
 *
 * <p>What happens to a table happens in one commit of the task's branch, or not at all; a failure
 * is an outcome, not an exception. The table's newest snapshot says which run wrote it, for which
 * interval, and the task's fingerprint.
 */
public interface Engine extends AutoCloseable {

  /**
   * Puts the rows of one SELECT into the task's table, as the step's materialization says; fails
   * where rows would be dropped, kept or replaced that it does not speak of.
   */
  StepOutcome compute(StepTask task, String select, StepWatch watch);

  /**
   * Puts the rows of files into the task's table. A source's declared types and its answers to new
   * columns and empty batches hold; bytes that were loaded last for the same interval change
   * nothing, unless they are asked for again. Every value arrives as it was written, or none does.
   */
  StepOutcome ingest(StepTask task, Source.Declared source, Batch batch, StepWatch watch);

  /**
   * Whether {@link #ingest} would come through: every value is read as it is there. Of what is left
   * on the task's branch nothing may be used, for rows need not be written to tell that.
   *
   * @return why not; empty where it would
   */
  default Optional<Fault> probe(
      StepTask task, Source.Declared source, Batch batch, StepWatch watch) {
    return ingest(task, source, batch, watch).whyNot();
  }

  /**
   * Writes a table, as it stands on the task's branch, into a new file for another program.
   *
   * @param file a path of this machine; its folder exists
   * @return how many rows, or why not
   */
  Exported export(
      StepTask task, TableName table, Step.Exchange format, String file, StepWatch watch);

  /** The fingerprint with which a table was written last, as of a commit. */
  Optional<String> fingerprint(Commit at, TableName table);

  /** What became of an export. */
  sealed interface Exported {
    record Done(long rows) implements Exported {}

    record Failed(Fault fault) implements Exported {}
  }

  @Override
  void close();
}
