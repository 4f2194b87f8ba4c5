package dev.prunella.quality;

import java.util.List;

/**
 * A bounded sample of rows, each value as a small number that stands for it. Not to be changed once
 * made: arrays are shared, not copied.
 */
public final class CodedRows {
  /** The code of a missing value. */
  public static final int MISSING = -1;

  private final List<Column> columns;
  private final int rows;

  /**
   * One column of the sample.
   *
   * @param codes from 0 to below {@code distinct}, or {@link #MISSING}
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Column(String name, int[] codes, int distinct) {}

  public CodedRows(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.rows = columns.isEmpty() ? 0 : columns.getFirst().codes().length;
    if (columns.stream().anyMatch(c -> c.codes().length != rows)) {
      throw new IllegalArgumentException("columns of a sample need equally many rows");
    }
  }

  public List<Column> columns() {
    return columns;
  }

  public int rows() {
    return rows;
  }
}
