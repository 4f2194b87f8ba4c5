package dev.prunella.pipeline;

import java.util.List;
import java.util.Optional;

/** How a step's rows become its table's rows. Each is idempotent but {@link Append}. */
public sealed interface Materialization {

  /** As models spell it. */
  String words();

  /** The rows take the place of all that were there. */
  record Full() implements Materialization {
    @Override
    public String words() {
      return "full";
    }
  }

  /**
   * The rows are added. A run adds each interval once: run again for the same interval, it first
   * takes back what it added.
   */
  record Append() implements Materialization {
    @Override
    public String words() {
      return "append";
    }
  }

  /**
   * The rows whose column lies in the run's interval take the place of the interval's rows.
   *
   * @param column a date or a timestamp; without a zone it is read in the pipeline's zone
   * @param outside what other rows mean that the query gives, those without a value included
   */
  record IntervalBy(String column, Outside outside) implements Materialization {

    /** Other rows are a mistake. */
    public IntervalBy(String column) {
      this(column, Outside.FAIL);
    }

    @Override
    public String words() {
      return "interval by " + column;
    }
  }

  /** What rows outside of the run's interval mean. */
  enum Outside {
    /** The step fails, and says how many there are. */
    FAIL,
    /** They are left out, and counted. */
    DROP
  }

  /**
   * Rows whose key is there already replace them, the others are added.
   *
   * @param key columns that together are unique and never null
   * @param newest a column by which the newer of two rows with the same key is known, so that it
   *     stays whichever comes first; without it, rows of an interval before one that was merged
   *     already may not change what is there
   */
  record MergeBy(List<String> key, Optional<String> newest) implements Materialization {
    public MergeBy {
      key = List.copyOf(key);
      if (key.isEmpty()) {
        throw new IllegalArgumentException("a merge needs a key");
      }
    }

    /** Without a column that tells the newer row. */
    public MergeBy(List<String> key) {
      this(key, Optional.empty());
    }

    @Override
    public String words() {
      return "merge by "
          + String.join(", ", key)
          + newest.map(column -> " newest " + column).orElse("");
    }
  }
}
