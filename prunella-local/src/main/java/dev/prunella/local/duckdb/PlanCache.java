package dev.prunella.local.duckdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.ExpressionParser;

/**
 * The most recent plans: which files a scan of a table reads. Sandboxes of one incident, and the
 * steps of one run, ask for the same again and again. A metadata file never changes, nor what it
 * names, so a plan stays right; a commit makes another metadata file. Bounded; safe for many
 * threads.
 */
final class PlanCache {
  private static final int MOST_PLANS = 256;

  /** Files in all plans together; one takes about a kilobyte. */
  private static final int MOST_FILES = 20_000;

  private final LinkedHashMap<Key, List<FileScanTask>> recent =
      new LinkedHashMap<>(64, 0.75f, true);
  private int files;

  private record Key(String metadata, long snapshot, String filter) {}

  List<FileScanTask> plan(Table table, TableScan scan) throws IOException {
    var snapshot = scan.snapshot();
    if (!(table instanceof BaseTable base) || snapshot == null) {
      return read(scan);
    }
    String metadata = base.operations().current().metadataFileLocation();
    if (metadata == null) {
      return read(scan); // not written yet, so it has no name that would stand for it
    }
    // As JSON, for in a filter's plain text a value could look like another condition.
    var key = new Key(metadata, snapshot.snapshotId(), ExpressionParser.toJson(scan.filter()));
    synchronized (recent) {
      var known = recent.get(key);
      if (known != null) {
        return known;
      }
    }
    var plan = read(scan);
    keep(key, plan);
    return plan;
  }

  private static List<FileScanTask> read(TableScan scan) throws IOException {
    var tasks = new ArrayList<FileScanTask>();
    try (var planned = Manifests.of(scan).planFiles()) {
      planned.forEach(tasks::add);
    }
    return List.copyOf(tasks);
  }

  private void keep(Key key, List<FileScanTask> plan) {
    synchronized (recent) {
      if (plan.size() > MOST_FILES || recent.putIfAbsent(key, plan) != null) {
        return;
      }
      files += plan.size();
      for (var oldest = recent.entrySet().iterator();
          (files > MOST_FILES || recent.size() > MOST_PLANS) && oldest.hasNext(); ) {
        Map.Entry<Key, List<FileScanTask>> entry = oldest.next();
        files -= entry.getValue().size();
        oldest.remove();
      }
    }
  }
}
