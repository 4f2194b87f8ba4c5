package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.pipeline.Materialization;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;

/**
 * Takes one earlier change of a table back and keeps what came after it: the files that the change
 * brought go, and those that it took away come back. Possible only while no file that it brought
 * was rewritten and no row of these was deleted since, and where each interval has rows of its own:
 * in a merged table a row of the change may have kept a later one out. Nothing is read but
 * metadata.
 */
public final class FilesBack {
  private static final String BY_INTERVAL = new Materialization.IntervalBy("").words();

  private final LocalLake lake;

  public FilesBack(LocalLake lake) {
    this.lake = lake;
  }

  /**
   * A table as it stands, but for one change.
   *
   * @param branch where it stands, which is written to
   * @param before what it was before that change
   * @param after what it was then
   * @return empty where the change cannot be told from what came later
   */
  public Optional<Entry> without(
      String branch, String by, TableName table, Entry before, Entry after) {
    var now = lake.lake().entry(lake.lake().head(branch), table.key());
    if (!(now.orElse(null) instanceof Entry.Table standing)
        || !(before instanceof Entry.Table was)
        || !(after instanceof Entry.Table then)
        || !standing.uuid().equals(was.uuid())
        || !standing.uuid().equals(then.uuid())) {
      return Optional.empty();
    }
    var there = lake.table(table.key(), standing);
    var old = lake.table(table.key(), was);
    var young = lake.table(table.key(), then);
    if (!holdsIntervalsApart(there)
        || !holdsIntervalsApart(young)
        || !isAlike(there, old)
        || !isAlike(there, young)) {
      return Optional.empty();
    }
    var files = List.of(files(old), files(young), files(there));
    if (files.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    var wasThere = files.get(0).orElseThrow();
    var came = files.get(1).orElseThrow();
    var isThere = files.get(2).orElseThrow();
    var brought = less(came.keySet(), wasThere.keySet());
    var taken = less(wasThere.keySet(), came.keySet());
    if (!isThere.keySet().containsAll(brought) || taken.stream().anyMatch(isThere::containsKey)) {
      return Optional.empty();
    }
    change(branch, by, table, there, of(isThere, brought), of(wasThere, taken));
    return lake.lake().entry(lake.lake().head(branch), table.key());
  }

  private void change(
      String branch,
      String by,
      TableName table,
      Table there,
      List<DataFile> go,
      List<DataFile> comeBack) {
    var overwrite =
        lake.catalogs()
            .branch(branch, by, Optional.of("take a change of " + table + " back"))
            .loadTable(TableIdentifier.of(table.parts().toArray(String[]::new)))
            .newOverwrite();
    go.forEach(overwrite::deleteFile);
    comeBack.forEach(overwrite::addFile);
    overwrite.validateNoConflictingDeletes();
    // Whoever made what is kept is its maker still.
    StepSnapshot.current(there)
        .flatMap(newest -> newest.said(StepSummary.RUN))
        .ifPresent(run -> overwrite.set(StepSummary.RUN, run));
    overwrite.commit();
  }

  /**
   * What was written for an interval depends on nothing that was written for another, and is found
   * again by it: not so where rows are appended or merged.
   */
  private static boolean holdsIntervalsApart(Table table) {
    return Quarantine.isByInterval(table)
        || StepSummary.materialized(table).filter(how -> how.startsWith(BY_INTERVAL)).isPresent();
  }

  /** Its files lie as those of the other do. */
  private static boolean isAlike(Table one, Table other) {
    return one.schema().sameSchema(other.schema()) && one.spec().equals(other.spec());
  }

  /** By their places; empty where rows of them are deleted. */
  private static Optional<Map<String, DataFile>> files(Table table) {
    var files = new HashMap<String, DataFile>();
    for (FileScanTask task : Room.plan(table, Expressions.alwaysTrue())) {
      if (!task.deletes().isEmpty()) {
        return Optional.empty();
      }
      files.put(task.file().location(), task.file());
    }
    return Optional.of(files);
  }

  private static Set<String> less(Set<String> all, Set<String> without) {
    var left = new HashSet<>(all);
    left.removeAll(without);
    return left;
  }

  private static List<DataFile> of(Map<String, DataFile> files, Collection<String> wanted) {
    return wanted.stream().map(w -> Objects.requireNonNull(files.get(w))).toList();
  }
}
