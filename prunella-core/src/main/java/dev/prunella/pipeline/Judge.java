package dev.prunella.pipeline;

import dev.prunella.contract.Check;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.time.ZoneId;
import java.util.List;

/**
 * Judges what a step has made, on its branch, before anything of it can be published: by contracts,
 * and by how the table has been so far. It changes nothing. Thread-safe; works in the step's thread
 * and within its memory.
 */
public interface Judge {

  /** Whether there is anything to judge by; without, the step costs nothing more. */
  boolean judges(Step step);

  /**
   * All verdicts, those that pass among them. An exception counts as {@link
   * Verdict.Standing#UNKNOWN}.
   *
   * @param made what stands on the task's branch under the table's name
   */
  List<Verdict> judge(StepTask task, Entry made, StepWatch watch);

  /**
   * Asks checks of a table as it stands at a commit: one that main could become.
   *
   * @param table is there
   * @param zone in which they are asked
   * @return a verdict for each check, in their order; none from a judge that asks no checks
   */
  default List<Verdict> ask(
      Commit at, TableName table, List<Check> checks, ZoneId zone, StepWatch watch) {
    return List.of();
  }

  /** Has no objections to anything. */
  static Judge nobody() {
    return new Judge() {
      @Override
      public boolean judges(Step step) {
        return false;
      }

      @Override
      public List<Verdict> judge(StepTask task, Entry made, StepWatch watch) {
        return List.of();
      }
    };
  }
}
