package dev.prunella.bench.run;

import dev.prunella.local.engine.StepRows;
import dev.prunella.local.quality.IntervalInspector;
import dev.prunella.local.quality.IntervalRows;
import dev.prunella.local.quality.ReferenceTables;
import dev.prunella.local.quality.SampleReader;
import dev.prunella.local.quality.StatisticsBook;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import dev.prunella.quality.Calibration;
import dev.prunella.quality.Discovery;
import dev.prunella.quality.History;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Picture;
import dev.prunella.quality.Reference;
import dev.prunella.quality.Statistics;
import dev.prunella.refs.Ref;
import java.sql.Connection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A history in which every earlier day was like the large one. To make it of rows would take as
 * long as thirty runs; here the day's own statistics are put down as those of each earlier day,
 * whose rows are few. All that is done of a day that is as usual is then done.
 */
final class LearntHistory {
  private static final int SAMPLED_ROWS = 8_000;

  private final BenchProject project;
  private final StatisticsBook book;
  private final DataInterval day;

  LearntHistory(BenchProject project, StatisticsBook book, DataInterval day) {
    this.project = project;
    this.book = book;
    this.day = day;
  }

  /** The share of the rows of a step's table that is looked at in detail. */
  double of(Step step) throws Exception {
    var lake = project.workspace.lake();
    var head = lake.lake().head(Ref.MAIN);
    var table = lake.table(head, step.table().key()).orElseThrow();
    var calendar = project.pipeline().calendar();
    var task =
        new StepTask(Ref.MAIN, new RunId(1), step, Optional.of(day), calendar, day.end(), 0, "");
    try (var lease = lake.duckDb().lease();
        var rows = StepRows.of(lake, lease.connection(), table, task).orElseThrow()) {
      var connection = lease.connection();
      var sample = new SampleReader(connection).read(List.of(rows.relation()), SAMPLED_ROWS);
      var outline = Discovery.of(sample);
      var first = scan(connection, rows.relation(), outline, Reference.none());
      var usual = Reference.of(outline, Collections.nCopies(History.INTERVALS, first));
      var statistics = scan(connection, rows.relation(), outline, usual);
      var earlier = StepRows.written(table, day, JudgedFiles.EARLIER);
      earlier
          .values()
          .forEach(
              snapshot ->
                  book.keep(
                      table.uuid().toString(), StatisticsBook.id(outline), snapshot, statistics));
      var latest = earlier.keySet().iterator().next().start();
      var pictures = Collections.nCopies(2 * History.INTERVALS, Picture.of(outline, statistics));
      book.keep(
          table.uuid().toString(),
          new StatisticsBook.Baseline(
              outline,
              Calibration.learn(outline, pictures),
              latest,
              latest,
              IntervalInspector.TO_HOLD));
      return outline.rows();
    }
  }

  private Statistics scan(
      Connection connection, String relation, Outline outline, Reference reference) {
    try (var tables = new ReferenceTables(connection, outline, reference)) {
      return new IntervalRows(connection, relation, outline, tables, day.start(), day.length(), 0)
          .statistics();
    }
  }
}
