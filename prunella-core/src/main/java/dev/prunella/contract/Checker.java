package dev.prunella.contract;

import dev.prunella.refs.TableName;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Holds checks against the rows of a table. Reads only. Thread-safe. */
public interface Checker {

  /**
   * Checks a table as it stands at a revision.
   *
   * <p>With a slice, conditions on single rows and counts look at the slice's rows; uniqueness
   * looks at all rows that have a key of the slice; rules in SQL and freshness look at the whole
   * table.
   *
   * @param revision a branch, tag or commit
   * @param checks of this table
   * @param slice empty for the whole table
   * @param zone in which hours and dates of moments are meant, as they are where the table is made
   * @return a result for each check, in their order; what cannot be checked is {@link
   *     CheckResult.Outcome.Broken}
   * @throws dev.prunella.refs.LakeException if there is no such revision or table, or its files
   *     cannot be read
   */
  CheckReport check(
      String revision,
      TableName table,
      List<Check> checks,
      Optional<Slice> slice,
      ZoneId zone,
      Stop stop);
}
