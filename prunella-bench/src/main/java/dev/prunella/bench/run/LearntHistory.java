package dev.prunella.bench.run;

import dev.prunella.local.engine.StepRows;
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
import dev.prunella.quality.Outline;
import dev.prunella.quality.Picture;
import dev.prunella.quality.Reference;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics;
import dev.prunella.refs.Ref;
import java.sql.Connection;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.Table;

/**
 * A history in which every earlier day was as large as the large one. To make it of rows would take
 * as long as thirty runs. Of large days only a share of the rows is looked at, so that the
 * statistics of as many rows, made for each day, are what would be kept of it; they are put down as
 * those of the small days that are there. All that is done of a usual day is then done.
 */
final class LearntHistory {
  private static final int SAMPLED_ROWS = 8_000;

  /** So many days before those of the history, to learn from. */
  private static final int BEFORE = 12;

  private final BenchProject project;
  private final StatisticsBook book;
  private final DataInterval day;
  private final long rows;
  private final long seed;

  /**
   * @param rows of the large day
   */
  LearntHistory(BenchProject project, StatisticsBook book, DataInterval day, long rows, long seed) {
    this.project = project;
    this.book = book;
    this.day = day;
    this.rows = rows;
    this.seed = seed;
  }

  /** The share of the rows of a step's table that is looked at in detail. */
  double of(Step step) throws Exception {
    var lake = project.workspace.lake();
    var table = lake.table(lake.lake().head(Ref.MAIN), step.table().key()).orElseThrow();
    try (var lease = lake.duckDb().lease()) {
      var connection = lease.connection();
      var outline = outline(connection, table, step);
      var first = days(connection, step, outline, BEFORE, Reference.none());
      var usual = Reference.of(outline, first);
      var days = days(connection, step, outline, JudgedFiles.EARLIER + BEFORE, usual);
      var snapshots = StepRows.written(table, day, JudgedFiles.EARLIER);
      var id = table.uuid().toString();
      for (var one : days) {
        snapshots.forEach(
            (interval, snapshot) -> {
              if (interval.start().equals(one.start())) {
                book.keep(id, StatisticsBook.id(outline), snapshot, one);
              }
            });
      }
      var latest = days.getLast().start();
      var pictures = days.stream().map(s -> Picture.of(outline, s)).toList();
      var learnt = Calibration.learn(outline, pictures);
      book.keep(id, new StatisticsBook.Baseline(outline, learnt, latest, latest, pictures.size()));
      return outline.rows();
    }
  }

  private Outline outline(Connection connection, Table table, Step step) {
    var task =
        new StepTask(
            Ref.MAIN,
            new RunId(1),
            step,
            Optional.of(day),
            project.pipeline().calendar(),
            day.end(),
            0,
            "");
    try (var rows = StepRows.of(project.workspace.lake(), connection, table, task).orElseThrow()) {
      return Discovery.of(
          new SampleReader(connection).read(List.of(rows.relation()), SAMPLED_ROWS));
    }
  }

  /** The statistics of the days before the large one, oldest first. */
  private List<Statistics> days(
      Connection connection, Step step, Outline outline, int count, Reference reference) {
    var all =
        new Outline(
            1,
            outline.columns(),
            outline.groups(),
            outline.quantities(),
            outline.relations(),
            outline.usuals());
    long looked = Math.round(outline.rows() * rows);
    var random = new Random(seed);
    var found = new ArrayList<Statistics>();
    try (var tables = new ReferenceTables(connection, all, reference)) {
      for (int before = count; before >= 1; before--) {
        var at = JudgedFiles.DAY.minusDays(before);
        long some =
            outline.rows() < 1
                ? Math.round(looked + random.nextGaussian() * Math.sqrt((double) looked))
                : looked;
        var relation = JudgedFiles.someRows(step.table().name(), at, some, seed + before);
        var start = at.atStartOfDay(ZoneOffset.UTC).toInstant();
        found.add(
            new IntervalRows(connection, relation, all, tables, Span.utc(start, day.length()), 0)
                .statistics());
      }
    }
    return found;
  }
}
