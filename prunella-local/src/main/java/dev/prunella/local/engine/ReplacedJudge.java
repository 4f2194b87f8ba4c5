package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Judge;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Verdict;
import dev.prunella.pipeline.Verdict.Standing;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges what a source brings once more: a table that it brings as a whole, such as a reference
 * that people keep by hand, or an interval that main has already, by other files. It goes by how
 * many of the rows that main has are still there. Rows that are new are no matter; that a fifth is
 * gone or has other values, where no earlier load has done the like, is for a person to say yes to;
 * so is that half of a small one is gone. What changes much with each load is known for it by its
 * own snapshots. Costs nothing where the same bytes come again. Thread-safe.
 */
public final class ReplacedJudge implements Judge {

  /** The name of its only rule. */
  public static final String RULE = "mostly-as-it-was";

  private static final Logger LOG = LoggerFactory.getLogger(ReplacedJudge.class);

  /** Below, in how many ways a small table may rightly change is beyond counting. */
  private static final long FEWEST_LOST = 3;

  private static final double MOST_LOST = 0.2;

  /** What is put right keeps its rows: of an interval hardly any may be missing the next time. */
  private static final double MOST_FEWER = 0.01;

  /** So much more than ever before. */
  private static final double FARTHER = 1.5;

  private static final int MOST_EARLIER = 8;

  /** Further back is not looked for what an earlier load has replaced. */
  private static final int MOST_SNAPSHOTS = 400;

  /** Larger ones are no references. Of a larger interval only the number of rows is compared. */
  private static final long MOST_ROWS = 1_000_000;

  /** Before so many loads a table has no habits. */
  private static final int FEWEST_LOADS = 10;

  private final LocalLake lake;
  private final Loads loads;
  private final EditJudge.Kept kept;
  private final Standing standing;

  /** How often a table was loaded. */
  public interface Loads {
    /** So often at least, counted up to a number; the same bytes count as well. */
    int of(TableName table, int most);
  }

  /**
   * Judges.
   *
   * @param kept what people have said yes to, by the batches before and after
   * @param standing of a table that has lost too much
   */
  public ReplacedJudge(LocalLake lake, Loads loads, EditJudge.Kept kept, Standing standing) {
    this.lake = lake;
    this.loads = loads;
    this.kept = kept;
    this.standing = standing;
  }

  @Override
  public boolean judges(Step step) {
    return compares(step)
        || (step.work() instanceof Step.Work.Load(var source) && source.byInterval());
  }

  /** Whether a step loads its table as a whole, so that what is gone can be told. */
  public static boolean compares(Step step) {
    return step.work() instanceof Step.Work.Load(var source)
        && !source.byInterval()
        && step.how() instanceof Materialization.Full;
  }

  @Override
  public List<Verdict> judge(StepTask task, Entry made, StepWatch watch) {
    if (!(made instanceof Entry.Table entry)) {
      return List.of();
    }
    var table = lake.table(task.table().key(), entry);
    var again = newest(table, task);
    if (again.isEmpty()
        || (compares(task.step())
            && (again.get().rows() > MOST_ROWS
                || loads.of(task.table(), FEWEST_LOADS) < FEWEST_LOADS))) {
      return List.of();
    }
    try (var lease = lake.duckDb().lease()) {
      var query = QueryWatch.over(lease.connection());
      try (var _ = watch.onCancel(query::interrupt)) {
        return verdicts(task, table, again.get(), query.connection());
      }
    } catch (SQLException e) {
      throw new DuckDbException(
          task.table() + " cannot be compared with what it was: " + e.getMessage(), e);
    }
  }

  private List<Verdict> verdicts(StepTask task, Table table, Again newest, Connection connection)
      throws SQLException {
    var lost = lost(table, task, newest, connection);
    boolean halved = 2 * lost.left() <= lost.of();
    boolean fewer = newest.interval().isPresent() && lost.fewer() > MOST_FEWER;
    if ((lost.rows() < FEWEST_LOST && !halved) || (lost.share() <= MOST_LOST && !fewer)) {
      return List.of(Verdict.of(RULE, Standing.PASSED, sentence(newest, lost)));
    }
    var most = mostBefore(table, task, connection);
    if (lost.share() <= FARTHER * most.share()
        && (!fewer || lost.fewer() <= FARTHER * most.fewer())) {
      return List.of(
          Verdict.of(
              RULE, Standing.PASSED, sentence(newest, lost) + ", as it has happened before"));
    }
    var change = Edits.name(newest.was(), batch(newest.after()));
    var yes = kept.of(task.table(), change);
    return List.of(
        new Verdict(
            RULE,
            yes.isPresent() ? Standing.PASSED : standing,
            yes.map(who -> "kept by " + who + "; ").orElse("") + sentence(newest, lost),
            Optional.of(task.step().place()),
            Map.of(EditJudge.EDIT, change)));
  }

  /**
   * What earlier loads have done.
   *
   * @param share the greatest that was replaced
   * @param fewer the greatest that was missing
   */
  private record Habits(double share, double fewer) {}

  /** As far back as there are files. */
  private Habits mostBefore(Table table, StepTask task, Connection connection) throws SQLException {
    double share = 0;
    double fewer = 0;
    try {
      for (var earlier : earlier(table, task)) {
        var lost = lost(table, task, earlier, connection);
        share = Math.max(share, lost.share());
        fewer = Math.max(fewer, lost.fewer());
      }
    } catch (DuckDbException e) {
      // Collection may have taken the files of old states; what is left tells what it tells.
      LOG.debug("{}: older states are not there any more", table.name(), e);
    }
    return new Habits(share, fewer);
  }

  /**
   * The same thing loaded by other bytes.
   *
   * @param was names what was written before
   * @param before how the table stood just before it was written again
   * @param after wrote it again
   * @param interval that both wrote; empty where they wrote the whole table
   */
  private record Again(
      String was, Snapshot before, StepSnapshot after, Optional<DataInterval> interval) {
    /** As many at most as there were, or are. */
    long rows() {
      return interval.isPresent()
          ? Math.max(
              count(after, SnapshotSummary.ADDED_RECORDS_PROP, 0),
              count(after, SnapshotSummary.DELETED_RECORDS_PROP, 0))
          : Math.max(
              count(new StepSnapshot(before), SnapshotSummary.TOTAL_RECORDS_PROP, Long.MAX_VALUE),
              count(after, SnapshotSummary.TOTAL_RECORDS_PROP, Long.MAX_VALUE));
    }
  }

  /** What the task has loaded once more, by other bytes than those that main has. */
  private static Optional<Again> newest(Table table, StepTask task) {
    var loaded = StepSnapshot.current(table).filter(newest -> newest.isBy(task.run()));
    var before = loaded.flatMap(newest -> parent(table, newest));
    if (loaded.isEmpty() || before.isEmpty()) {
      return Optional.empty();
    }
    var after = loaded.get();
    var interval = interval(after, task);
    var first =
        StepSnapshot.bySteps(table)
            .filter(load -> load.id() != after.id() && interval(load, task).equals(interval))
            .findFirst();
    if (first.isPresent()) {
      return first
          .filter(load -> !batch(load).equals(batch(after)))
          .map(load -> new Again(name(interval, batch(load)), before.get(), after, interval));
    }
    // The first load was expired: its bytes are not known, but what main has of it is.
    return interval.isPresent() && count(after, SnapshotSummary.DELETED_RECORDS_PROP, 0) > 0
        ? Optional.of(new Again(name(interval, "expired"), before.get(), after, interval))
        : Optional.empty();
  }

  /** A yes is to what one interval brings. */
  private static String name(Optional<DataInterval> interval, String batch) {
    return interval.map(i -> i + " ").orElse("") + batch;
  }

  /** What loads before the newest have loaded once more, the newest first. */
  private static List<Again> earlier(Table table, StepTask task) {
    var again = new ArrayList<Again>();
    var later = new HashMap<Optional<DataInterval>, StepSnapshot>();
    var newest = StepSnapshot.current(table).orElseThrow();
    var loads =
        StepSnapshot.newestFirst(table)
            .limit(MOST_SNAPSHOTS)
            .filter(StepSnapshot::isByStep)
            .iterator();
    while (loads.hasNext() && again.size() < MOST_EARLIER) {
      var load = loads.next();
      var interval = interval(load, task);
      Optional.ofNullable(later.put(interval, load))
          .filter(after -> after.id() != newest.id() && !batch(after).equals(batch(load)))
          .flatMap(
              after ->
                  parent(table, after)
                      .map(before -> new Again(batch(load), before, after, interval)))
          .ifPresent(again::add);
    }
    return again;
  }

  private static Optional<DataInterval> interval(StepSnapshot load, StepTask task) {
    return compares(task.step()) ? Optional.empty() : load.interval();
  }

  private static Optional<Snapshot> parent(Table table, StepSnapshot of) {
    return Optional.ofNullable(of.snapshot().parentId())
        .flatMap(id -> Optional.ofNullable(table.snapshot(id)));
  }

  private static long count(StepSnapshot snapshot, String what, long unknown) {
    return snapshot.said(what).map(Long::parseLong).orElse(unknown);
  }

  private static String batch(StepSnapshot load) {
    return load.said(StepSummary.BATCH).orElse("");
  }

  /**
   * What became of rows.
   *
   * @param rows that are not there any more
   * @param of how many there were
   * @param left how many there are now
   */
  private record Lost(long rows, long of, long left) {
    double share() {
      return of == 0 ? 0 : (double) rows / of;
    }

    double fewer() {
      return of == 0 ? 0 : Math.max(0, (double) (of - left) / of);
    }
  }

  /** Rows of one state that another does not have, each as often as it has it more often. */
  private Lost lost(Table table, StepTask task, Again again, Connection connection)
      throws SQLException {
    var was = schema(table, again.before());
    var is = schema(table, again.after().snapshot());
    var columns =
        was.columns().stream()
            .map(NestedField::name)
            .filter(name -> !OriginColumns.has(name) && is.findField(name) != null)
            .map(Sql::identifier)
            .collect(Collectors.joining(", "));
    var gone =
        columns.isEmpty()
            ? "(SELECT count(*) FROM was)"
            : again.rows() > MOST_ROWS
                ? "greatest(0, (SELECT count(*) FROM was) - (SELECT count(*) FROM is_now))"
                : "(SELECT count(*) FROM (FROM was EXCEPT ALL FROM is_now))";
    var compared = columns.isEmpty() ? "NULL" : columns;
    var range =
        again
            .interval()
            .map(
                interval ->
                    IntervalRange.of(
                        task.over(interval), is, task.step().intervalColumn().orElseThrow()));
    var wanted =
        range
            .map(r -> ScanRequest.everything().where(r.expression()))
            .orElse(ScanRequest.everything());
    var where = range.map(r -> " WHERE " + r.sql()).orElse("");
    try (var before =
            lake.reader().scan(connection, table, wanted.at(again.before().snapshotId()));
        var after = lake.reader().scan(connection, table, wanted.at(again.after().id()));
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                WITH was AS (SELECT %1$s FROM %2$s AS t%4$s), is_now AS (SELECT %1$s FROM %3$s AS t%4$s)
                SELECT %5$s, (SELECT count(*) FROM was), (SELECT count(*) FROM is_now)"""
                    .formatted(compared, before.sql(), after.sql(), where, gone))) {
      row.next();
      return new Lost(row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }

  private static Schema schema(Table table, Snapshot snapshot) {
    var id = snapshot.schemaId();
    return id == null ? table.schema() : table.schemas().getOrDefault(id, table.schema());
  }

  private static String sentence(Again again, Lost lost) {
    return "it is loaded %s, and %,d of the %,d rows that it had are not there any more as they were"
        .formatted(
            again.interval().isPresent() ? "once more by other files" : "as a whole",
            lost.rows(),
            lost.of());
  }
}
