package dev.prunella.local.engine;

/**
 * The columns that the engine adds to what a source brings: where rows come from, not what they
 * are.
 */
public final class OriginColumns {
  private OriginColumns() {}

  /** Whether a column is one of them; no source may bring a column of such a name. */
  public static boolean has(String column) {
    return column.equals(BatchReader.INTERVAL) || column.equals(BatchReader.BATCH);
  }
}
