package dev.prunella.local.quality;

import dev.prunella.local.quality.IntervalInspector.Inspection;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.Transformation;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;

/**
 * The last inspections: a healer looks at what the run has just judged, and proves a remedy by what
 * its rehearsal has judged. A metadata file never changes, nor what it names, so what was seen of a
 * table stays so. Bounded; safe for many threads.
 */
final class RecentInspections {
  /** Some tens of kilobytes each, most of which the book of statistics has as well. */
  private static final int MOST = 64;

  private final LinkedHashMap<Key, Inspection> recent = new LinkedHashMap<>(64, 0.75f, true);

  /** All of a table and a task that an inspection looks at. */
  record Key(
      String metadata,
      Materialization how,
      boolean loads,
      Optional<DataInterval> interval,
      Optional<Calendar> calendar,
      Optional<Transformation> change) {}

  /** Empty for a table that has not been written yet, and so has no name for its state. */
  static Optional<Key> key(Table table, StepTask task, Optional<Transformation> change) {
    return table instanceof BaseTable base
        ? Optional.ofNullable(base.operations().current().metadataFileLocation())
            .map(
                metadata ->
                    new Key(
                        metadata,
                        task.step().how(),
                        task.step().loads(),
                        task.interval(),
                        task.calendar(),
                        change))
        : Optional.empty();
  }

  Optional<Inspection> get(Key key) {
    synchronized (recent) {
      return Optional.ofNullable(recent.get(key));
    }
  }

  void keep(Key key, Inspection inspection) {
    synchronized (recent) {
      recent.put(key, inspection);
      if (recent.size() > MOST) {
        recent.remove(recent.keySet().iterator().next());
      }
    }
  }
}
