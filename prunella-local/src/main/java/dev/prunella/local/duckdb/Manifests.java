package dev.prunella.local.duckdb;

import java.util.concurrent.ExecutorService;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;

/**
 * In which thread Iceberg reads a table's manifests. Its workers are polled every ten milliseconds,
 * which pays for manifests far away only: those of this machine are read where they are asked for.
 */
public final class Manifests {
  private static final ExecutorService IN_THIS_THREAD = new InThisThread();

  private Manifests() {}

  /** A scan that reads them so. */
  public static TableScan of(TableScan scan) {
    return areHere(scan.table()) ? scan.planWith(IN_THIS_THREAD) : scan;
  }

  /**
   * Has a change read them so.
   *
   * @param table that is changed
   */
  public static void of(Table table, SnapshotUpdate<?> change) {
    if (areHere(table)) {
      change.scanManifestsWith(IN_THIS_THREAD);
    }
  }

  private static boolean areHere(Table table) {
    return LocalFiles.pathOf(table.location()).isPresent();
  }
}
