package dev.prunella.local.diff;

import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;

/**
 * How much a table holds, as its metadata tells without reading a file.
 *
 * @param exact false where equality deletes hide a number of rows that only reading would tell
 */
public record TableSize(long rows, long files, long bytes, boolean exact) {

  static final TableSize EMPTY = new TableSize(0, 0, 0, true);

  /** The size at a snapshot; a table that was never written to has none and is empty. */
  public static Optional<TableSize> of(Optional<Snapshot> snapshot) {
    if (snapshot.isEmpty()) {
      return Optional.of(EMPTY);
    }
    var summary = Optional.ofNullable(snapshot.get().summary()).orElse(Map.of());
    var records = number(summary, SnapshotSummary.TOTAL_RECORDS_PROP);
    if (records.isEmpty()) {
      return Optional.empty();
    }
    long deleted = number(summary, SnapshotSummary.TOTAL_POS_DELETES_PROP).orElse(0L);
    return Optional.of(
        new TableSize(
            Math.max(0, records.get() - deleted),
            number(summary, SnapshotSummary.TOTAL_DATA_FILES_PROP).orElse(0L),
            number(summary, SnapshotSummary.TOTAL_FILE_SIZE_PROP).orElse(0L),
            number(summary, SnapshotSummary.TOTAL_EQ_DELETES_PROP).orElse(0L) == 0));
  }

  private static Optional<Long> number(Map<String, String> summary, String name) {
    return Optional.ofNullable(summary.get(name))
        .filter(text -> text.matches("\\d{1,18}"))
        .map(Long::valueOf);
  }
}
