package dev.prunella.local.quality;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.ContentHash;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.engine.StepRows;
import dev.prunella.local.engine.StepSnapshot;
import dev.prunella.local.engine.TransformationSql;
import dev.prunella.local.quality.StatisticsBook.Baseline;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.AnomalyDetector;
import dev.prunella.quality.Assessment;
import dev.prunella.quality.Calibration;
import dev.prunella.quality.Cause;
import dev.prunella.quality.Discovery;
import dev.prunella.quality.Explainer;
import dev.prunella.quality.Explanation;
import dev.prunella.quality.History;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Picture;
import dev.prunella.quality.Reference;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * Looks at one interval of a table beside those before it: what is usual is learnt from the rows of
 * earlier intervals, once and then now and again; each interval costs one scan. Earlier intervals
 * are those that the table itself says were written for it, so that on main all of them were
 * published, and a held one never counts. Thread-safe.
 */
public final class IntervalInspector {

  /** With fewer earlier intervals nothing is judged. */
  public static final int FEWEST = History.INTERVALS;

  /**
   * Learnt from so many, an alarm is sure enough to hold a publication: fewer intervals do not
   * support one false alarm in a hundred.
   */
  public static final int TO_HOLD = 60;

  /** So many earlier intervals are learnt from. */
  private static final int LEARNT = 120;

  /** After so many intervals it is learnt again what clean ones score. */
  private static final int CALIBRATED = 10;

  private static final int SAMPLED_ROWS = 8_000;

  /** What keys usually have is gathered anew after so many intervals while learning. */
  private static final int RENEWED = 7;

  /** Why a table of no pipeline with intervals is not judged. */
  public static final String NO_INTERVALS = "its pipeline has no intervals to compare";

  static final String MERGED = "what a merge changed cannot be told from what was there";

  private final LocalLake lake;
  private final StatisticsBook book;
  private final RecentInspections recent = new RecentInspections();

  public IntervalInspector(LocalLake lake, StatisticsBook book) {
    this.lake = lake;
    this.book = book;
  }

  /** Why a table with so few earlier intervals is not judged yet. */
  public static String tooFew(int earlier) {
    return earlier + " earlier intervals, and it is judged beside " + FEWEST + " or more";
  }

  /** What is seen. */
  public sealed interface Inspection {
    /** There is nothing to compare with yet, or it cannot be told which rows are the interval's. */
    record NotJudged(String why) implements Inspection {}

    /**
     * The interval beside its history.
     *
     * @param learntFrom from how many intervals was learnt
     * @param outline what the statistics tell
     * @param history the statistics of the intervals before, oldest first
     * @param content of all of the interval's rows, with every value: what a person accepts; only
     *     where there is an alarm
     * @param doubt what may have happened although nothing is an alarm; only where it was looked
     *     for
     */
    record Judged(
        int learntFrom,
        Outline outline,
        List<Statistics> history,
        Statistics statistics,
        Assessment assessment,
        Optional<Explanation> explanation,
        Optional<ContentHash> content,
        Optional<Cause> doubt)
        implements Inspection {}
  }

  /** What else is looked for, beyond whether there is an alarm. */
  private enum Also {
    NOTHING,
    /** What explains an alarm, which costs far more than to raise it. */
    EXPLANATION,
    /** What may have happened although nothing is an alarm. */
    DOUBT
  }

  /**
   * Inspects.
   *
   * @param table as it stands where it is looked at
   * @param task the run of the step, for its interval
   * @throws DuckDbException if rows cannot be read
   */
  public Inspection inspect(Table table, StepTask task, StepWatch watch) {
    return recently(table, task, Optional.empty(), Also.EXPLANATION, watch);
  }

  /**
   * Inspects rows of which some were found damaged: once one thing was wrong another is likelier
   * than on other days, and may lie below the alarm.
   */
  public Inspection inspectWithDoubt(Table table, StepTask task, StepWatch watch) {
    var seen = inspect(table, task, watch);
    return seen instanceof Inspection.Judged judged && !judged.assessment().isAlarm()
        ? inspect(table, task, Optional.empty(), Also.DOUBT, Optional.of(judged), watch)
        : seen;
  }

  /**
   * The same of the rows as a change would make them: what would be seen of an interval that had
   * been damaged so. Nothing of it is kept.
   */
  public Inspection inspectUnder(
      Table table, StepTask task, Transformation change, StepWatch watch) {
    return recently(table, task, Optional.of(change), Also.EXPLANATION, watch);
  }

  /** Whether an interval that had been damaged so would raise an alarm; false if none can say. */
  public boolean isAlarmUnder(Table table, StepTask task, Transformation change, StepWatch watch) {
    return recently(table, task, Optional.of(change), Also.NOTHING, watch)
            instanceof Inspection.Judged judged
        && judged.assessment().isAlarm();
  }

  /** What is kept of rows, by which they can be known again. */
  public KeptStatistics kept() {
    return new KeptStatistics(lake, book);
  }

  private Inspection recently(
      Table table, StepTask task, Optional<Transformation> change, Also also, StepWatch watch) {
    var key = RecentInspections.key(table, task, change);
    var known = key.flatMap(recent::get);
    if (known.isPresent()) {
      return known.get();
    }
    var inspection = inspect(table, task, change, also, Optional.empty(), watch);
    if (also == Also.EXPLANATION) {
      key.ifPresent(k -> recent.keep(k, inspection));
    }
    return inspection;
  }

  /**
   * @param before what was seen of the same rows, of which a second look need not read all again
   */
  private Inspection inspect(
      Table table,
      StepTask task,
      Optional<Transformation> change,
      Also also,
      Optional<Inspection.Judged> before,
      StepWatch watch) {
    if (task.interval().isEmpty()) {
      return new Inspection.NotJudged(NO_INTERVALS);
    }
    if (task.step().how() instanceof Materialization.MergeBy) {
      return new Inspection.NotJudged(MERGED);
    }
    var interval = task.interval().get();
    var earlier = StepRows.written(table, interval, LEARNT);
    if (earlier.size() < FEWEST) {
      return new Inspection.NotJudged(tooFew(earlier.size()));
    }
    return StepQuery.ask(
        lake,
        task,
        watch,
        task.table() + " cannot be inspected",
        connection -> new Look(connection, table, task, earlier, change, also, before).inspect());
  }

  /** One inspection, on one connection. */
  private final class Look {
    private final Connection connection;
    private final Table table;
    private final StepTask task;
    private final DataInterval interval;

    /** The latest first, each with its snapshot. */
    private final Map<DataInterval, Long> earlier;

    private final Optional<Transformation> change;

    private final Also also;

    private final Optional<Inspection.Judged> before;

    Look(
        Connection connection,
        Table table,
        StepTask task,
        Map<DataInterval, Long> earlier,
        Optional<Transformation> change,
        Also also,
        Optional<Inspection.Judged> before) {
      this.connection = connection;
      this.table = table;
      this.task = task;
      this.interval = task.interval().orElseThrow();
      this.earlier = earlier;
      this.change = change;
      this.also = also;
      this.before = before;
    }

    Inspection inspect() {
      var today = rowsOf(interval);
      if (today.isEmpty()) {
        return new Inspection.NotJudged("nothing was written for the interval");
      }
      try (var rows = today.get()) {
        var baseline = baseline(rows.columns());
        var outline = baseline.outline();
        var history = statistics(outline, History.INTERVALS);
        try (var reference =
            new ReferenceTables(connection, outline, Reference.of(outline, history))) {
          var relation =
              change
                  .map(c -> TransformationSql.over(rows.relation(), c, rows.columns()))
                  .orElse(rows.relation());
          var interval = rows(relation, outline, reference, this.interval);
          var known = seenBefore(outline, history);
          known.ifPresent(interval::know);
          var statistics = known.orElseGet(interval::statistics);
          if (change.isEmpty() && known.isEmpty()) {
            keep(outline, statistics);
          }
          var pictures = history.stream().map(s -> Picture.of(outline, s)).toList();
          var past = new History(outline, pictures);
          return judged(baseline, history, past, statistics, interval, rows);
        }
      }
    }

    /** Statistics rest on nothing but the rows, on what is told of them, and on those before. */
    private Optional<Statistics> seenBefore(Outline outline, List<Statistics> history) {
      return before
          .filter(b -> b.outline().equals(outline) && b.history().equals(history))
          .map(Inspection.Judged::statistics);
    }

    /**
     * Under the snapshot that wrote the interval, and no other: an earlier interval that somebody
     * looks at is not what the newest snapshot wrote.
     */
    private void keep(Outline outline, Statistics statistics) {
      StepSnapshot.current(table)
          .filter(newest -> newest.isOf(interval))
          .ifPresent(
              newest -> book.keep(id(), StatisticsBook.id(outline), newest.id(), statistics));
    }

    private Inspection judged(
        Baseline baseline,
        List<Statistics> earlier,
        History history,
        Statistics statistics,
        IntervalRows rows,
        StepRows all) {
      var detector = new AnomalyDetector(baseline.calibration());
      var picture = Picture.of(baseline.outline(), statistics);
      var assessment = detector.assess(history, picture);
      boolean told = also == Also.EXPLANATION && assessment.isAlarm();
      return new Inspection.Judged(
          baseline.intervals(),
          baseline.outline(),
          earlier,
          statistics,
          assessment,
          told
              ? Optional.of(new Explainer(detector).explain(history, picture, assessment, rows))
              : Optional.empty(),
          told
              ? Optional.of(ContentHash.of(connection, all.relation(), all.schema()))
              : Optional.empty(),
          also == Also.DOUBT && !assessment.isAlarm()
              ? Explainer.doubt(baseline.calibration(), history, picture, rows)
              : Optional.empty());
    }

    private String id() {
      return table.uuid().toString();
    }

    private IntervalRows rows(
        String relation, Outline outline, ReferenceTables reference, DataInterval of) {
      return new IntervalRows(
          connection, relation, outline, reference, Span.of(of, task.zone()), 0);
    }

    private Optional<StepRows> rowsOf(DataInterval of) {
      return StepRows.of(lake, connection, table, task.over(of));
    }

    /** As it was learnt, unless the columns are others or much has come since. */
    private Baseline baseline(List<String> columns) {
      var known = book.baseline(id()).filter(b -> describes(b, columns));
      if (known.isPresent() && since(known.get().calibrated()) < CALIBRATED) {
        return known.get();
      }
      var latest = earlier.keySet().iterator().next().start();
      var learnt =
          known
              .map(b -> renewed(b, latest))
              .orElseGet(() -> calibrated(discover(oldestFirst(LEARNT)), latest, latest));
      book.keep(id(), learnt);
      return learnt;
    }

    /** What a table has of its own may have begun since: a new branch, a second currency. */
    private Baseline renewed(Baseline known, Instant latest) {
      if (since(known.found()) < Outline.RENEWED_AFTER) {
        return calibrated(known.outline(), known.found(), latest);
      }
      var newest = discover(oldestFirst(LEARNT));
      boolean enough = known.outline().saysAllOf(newest);
      return calibrated(enough ? known.outline() : newest, latest, latest);
    }

    private boolean describes(Baseline baseline, List<String> columns) {
      var names = new HashSet<>(baseline.outline().columns().stream().map(c -> c.name()).toList());
      return columns.containsAll(names)
          && (columns.size() == names.size() || names.size() == Outline.MAX_COLUMNS);
    }

    private long since(Instant at) {
      return earlier.keySet().stream().filter(i -> i.start().isAfter(at)).count();
    }

    private Baseline calibrated(Outline outline, Instant found, Instant latest) {
      var statistics = statistics(outline, LEARNT);
      var pictures = statistics.stream().map(s -> Picture.of(outline, s)).toList();
      return new Baseline(
          outline, Calibration.learn(outline, pictures), found, latest, pictures.size());
    }

    private List<DataInterval> oldestFirst(int most) {
      var latest = new ArrayList<>(earlier.keySet().stream().limit(most).toList());
      return latest.reversed();
    }

    private Outline discover(List<DataInterval> from) {
      var open = new ArrayList<StepRows>();
      try {
        from.subList(Math.max(0, from.size() - History.INTERVALS), from.size())
            .forEach(one -> rowsOf(one).ifPresent(open::add));
        return Discovery.of(
            new SampleReader(connection)
                .read(open.stream().map(StepRows::relation).toList(), SAMPLED_ROWS));
      } finally {
        open.forEach(StepRows::close);
      }
    }

    /**
     * The statistics of the latest intervals, oldest first: as they were kept, else computed now.
     */
    private List<Statistics> statistics(Outline outline, int most) {
      var outlineId = StatisticsBook.id(outline);
      var found = new ArrayList<Statistics>();
      Optional<ReferenceTables> reference = Optional.empty();
      try {
        int age = 0;
        for (var one : oldestFirst(most)) {
          long snapshot = earlier.getOrDefault(one, 0L);
          var kept = book.statistics(id(), outlineId, snapshot);
          if (kept.filter(s -> s.start().equals(one.start())).isPresent()) {
            found.add(kept.get());
            continue;
          }
          if (reference.isEmpty() || age++ % RENEWED == 0) {
            reference.ifPresent(ReferenceTables::close);
            reference =
                Optional.of(
                    new ReferenceTables(connection, outline, Reference.of(outline, recent(found))));
          }
          try (var rows = rowsOf(one).orElse(null)) {
            if (rows != null) {
              var computed = rows(rows.relation(), outline, reference.get(), one).statistics();
              book.keep(id(), outlineId, snapshot, computed);
              found.add(computed);
            }
          }
        }
      } finally {
        reference.ifPresent(ReferenceTables::close);
      }
      return found;
    }

    private static List<Statistics> recent(List<Statistics> found) {
      return found.subList(Math.max(0, found.size() - History.INTERVALS), found.size());
    }
  }
}
