package dev.prunella.local.duckdb;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.expressions.Expression;

/**
 * What to read of a table.
 *
 * @param snapshotId the snapshot; the current one if empty
 * @param filter prunes files that cannot hold a matching row; it does not remove single rows, the
 *     SQL around the scan does
 * @param columns top-level columns in this order; all if empty
 */
public record ScanRequest(
    Optional<Long> snapshotId, Optional<Expression> filter, Optional<List<String>> columns) {

  public ScanRequest {
    columns = columns.map(List::copyOf);
  }

  /** Every row and column of the current snapshot. */
  public static ScanRequest everything() {
    return new ScanRequest(Optional.empty(), Optional.empty(), Optional.empty());
  }

  public ScanRequest at(long snapshot) {
    return new ScanRequest(Optional.of(snapshot), filter, columns);
  }

  public ScanRequest where(Expression expression) {
    return new ScanRequest(snapshotId, Optional.of(expression), columns);
  }

  public ScanRequest select(List<String> names) {
    return new ScanRequest(snapshotId, filter, Optional.of(names));
  }
}
