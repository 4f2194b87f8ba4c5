package dev.prunella.local.duckdb;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.expressions.Expression;

/**
 * What to read of a table.
 *
 * @param snapshotId the snapshot; the current one if empty
 * @param filter prunes files that cannot hold a matching row; it does not remove single rows, the
 *     SQL around the scan does
 * @param columns top-level columns in this order; all if empty
 * @param skipped locations of data files that are left out
 */
public record ScanRequest(
    Optional<Long> snapshotId,
    Optional<Expression> filter,
    Optional<List<String>> columns,
    Set<String> skipped) {

  public ScanRequest {
    columns = columns.map(List::copyOf);
    skipped = Set.copyOf(skipped);
  }

  /** Every row and column of the current snapshot. */
  public static ScanRequest everything() {
    return new ScanRequest(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());
  }

  public ScanRequest at(long snapshot) {
    return new ScanRequest(Optional.of(snapshot), filter, columns, skipped);
  }

  public ScanRequest where(Expression expression) {
    return new ScanRequest(snapshotId, Optional.of(expression), columns, skipped);
  }

  public ScanRequest select(List<String> names) {
    return new ScanRequest(snapshotId, filter, Optional.of(names), skipped);
  }

  /** Leaves out data files, for instance those that another state of the table has as well. */
  public ScanRequest without(Set<String> files) {
    return new ScanRequest(snapshotId, filter, columns, files);
  }
}
