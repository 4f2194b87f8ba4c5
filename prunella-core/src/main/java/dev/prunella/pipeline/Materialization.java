package dev.prunella.pipeline;

import java.util.List;

/** How a step's rows become its table's rows. Each is idempotent but {@link Append}. */
public sealed interface Materialization {

  /** The rows take the place of all that were there. */
  record Full() implements Materialization {}

  /**
   * The rows are added. A run adds each interval once: run again for the same interval, it first
   * takes back what it added.
   */
  record Append() implements Materialization {}

  /**
   * The rows whose column lies in the run's interval take the place of the interval's rows; other
   * rows that the query gives are left out.
   *
   * @param column a date or a timestamp; without a zone it is read in the pipeline's zone
   */
  record IntervalBy(String column) implements Materialization {}

  /**
   * Rows whose key is there already replace them, the others are added.
   *
   * @param key columns that together are unique and never null
   */
  record MergeBy(List<String> key) implements Materialization {
    public MergeBy {
      key = List.copyOf(key);
      if (key.isEmpty()) {
        throw new IllegalArgumentException("a merge needs a key");
      }
    }
  }
}
