package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.StepTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.StrictMetricsEvaluator;

/**
 * The data files that a table needs and that are not in the lake's storage. Who wrote them, and for
 * which interval, is known from the table's metadata: nothing of any file is read.
 *
 * @param lost in no order that means anything
 * @param looked at how many it was looked whether they are there
 */
public record LostFiles(List<Lost> lost, int looked) {
  /** Further files are not looked for: a store may take a while to say of each that it is there. */
  static final int MOST_FILES = 5_000;

  public LostFiles {
    lost = List.copyOf(lost);
  }

  /**
   * One file.
   *
   * @param by the run of a step that wrote it; empty where nobody knows
   * @param changed whether rows of it were deleted since
   */
  public record Lost(DataFile file, Optional<Maker> by, boolean changed) {}

  /**
   * A run of a step, as the table's snapshot tells of it.
   *
   * @param interval empty where the run was for none
   * @param code the address of what the user had written for the step
   */
  public record Maker(long snapshot, RunId run, Optional<DataInterval> interval, String code) {}

  /** Looks for them. */
  public static LostFiles of(LocalLake lake, Table table) {
    var tasks = Room.plan(table, Expressions.alwaysTrue()).stream().limit(MOST_FILES).toList();
    var gone =
        tasks.stream()
            .filter(task -> !lake.io().newInputFile(task.file().location()).exists())
            .toList();
    if (gone.isEmpty()) {
      return new LostFiles(List.of(), tasks.size());
    }
    var writers = writers(table);
    return new LostFiles(gone.stream().map(task -> lost(task, writers)).toList(), tasks.size());
  }

  private static Lost lost(FileScanTask task, Map<Long, Maker> writers) {
    return new Lost(
        task.file(),
        Optional.ofNullable(task.file().fileSequenceNumber()).map(writers::get),
        !task.deletes().isEmpty());
  }

  /** Steps' runs by the number of the change that brought their files. */
  private static Map<Long, Maker> writers(Table table) {
    var writers = new HashMap<Long, Maker>();
    StepSnapshot.newestFirst(table)
        .forEach(
            snapshot ->
                maker(snapshot)
                    .ifPresent(maker -> writers.put(snapshot.snapshot().sequenceNumber(), maker)));
    return writers;
  }

  private static Optional<Maker> maker(StepSnapshot snapshot) {
    return snapshot
        .code()
        .flatMap(
            code ->
                snapshot
                    .run()
                    .map(run -> new Maker(snapshot.id(), run, snapshot.interval(), code)));
  }

  /**
   * Whether all rows of a file are those of a task's interval, as far as a table that is made
   * interval by interval can tell.
   */
  public static boolean holdsOnly(StepTask task, Table table, DataFile file) {
    var column = task.step().intervalColumn();
    return column.isEmpty()
        || new StrictMetricsEvaluator(
                table.schema(), IntervalRange.of(task, table.schema(), column.get()).expression())
            .eval(file);
  }

  /** The files that one change of a table brought and that the table has still. */
  public static List<DataFile> broughtBy(Table table, long snapshot) {
    var at = table.snapshot(snapshot);
    if (at == null) {
      return List.of();
    }
    var added = Room.locations(new StepSnapshot(at).added(table));
    return files(table).stream().filter(file -> added.contains(file.location())).toList();
  }

  /** All of a table's files, with what is known of their columns. */
  public static List<DataFile> files(Table table) {
    var files = new ArrayList<DataFile>();
    Room.plan(table, Expressions.alwaysTrue()).forEach(task -> files.add(task.file()));
    return files;
  }

  /** Where files lie. */
  public static Set<String> locations(List<DataFile> files) {
    return Room.locations(files);
  }
}
