package dev.prunella.contract;

import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.util.List;

/**
 * What checking a table came to.
 *
 * @param at the commit whose rows were looked at
 * @param rows how many were looked at; those of the slice, where one was asked for
 * @param results in the order of the checks
 */
public record CheckReport(TableName table, CommitId at, long rows, List<CheckResult> results) {
  public CheckReport {
    results = List.copyOf(results);
  }

  /** Those that hold a publication. */
  public List<CheckResult> holding() {
    return results.stream().filter(CheckResult::holds).toList();
  }

  /** Those that did not pass, but only warn. */
  public List<CheckResult> warnings() {
    return results.stream().filter(r -> !r.passed() && !r.holds()).toList();
  }
}
