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
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.SnapshotUtil;
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
    var again = again(table, task);
    if (again.isEmpty()
        || !again.getFirst().after().equals(table.currentSnapshot())
        || !isOf(table.currentSnapshot(), task)
        || (compares(task.step())
            && (again.getFirst().rows() > MOST_ROWS
                || loads.of(task.table(), FEWEST_LOADS) < FEWEST_LOADS))) {
      return List.of();
    }
    try (var lease = lake.duckDb().lease()) {
      var query = QueryWatch.over(lease.connection());
      try (var _ = watch.onCancel(query::interrupt)) {
        return verdicts(task, table, again, query.connection());
      }
    } catch (SQLException e) {
      throw new DuckDbException(
          task.table() + " cannot be compared with what it was: " + e.getMessage(), e);
    }
  }

  private List<Verdict> verdicts(
      StepTask task, Table table, List<Again> again, Connection connection) throws SQLException {
    var newest = again.getFirst();
    var lost = lost(table, task, newest, connection);
    boolean halved = 2 * lost.left() <= lost.of();
    boolean fewer = newest.interval().isPresent() && lost.fewer() > MOST_FEWER;
    if ((lost.rows() < FEWEST_LOST && !halved) || (lost.share() <= MOST_LOST && !fewer)) {
      return List.of(Verdict.of(RULE, Standing.PASSED, sentence(newest, lost)));
    }
    var most = mostBefore(table, task, again, connection);
    if (lost.share() <= FARTHER * most.share()
        && (!fewer || lost.fewer() <= FARTHER * most.fewer())) {
      return List.of(
          Verdict.of(
              RULE, Standing.PASSED, sentence(newest, lost) + ", as it has happened before"));
    }
    var change = EditJudge.edit(batch(newest.first()), batch(newest.after()));
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
  private Habits mostBefore(Table table, StepTask task, List<Again> again, Connection connection)
      throws SQLException {
    double share = 0;
    double fewer = 0;
    try {
      for (var earlier : again.subList(1, again.size())) {
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
   * @param first wrote it before; where that is not known any more, how the table stood before
   * @param before how the table stood just before it was written again
   * @param after wrote it again
   * @param interval that both wrote; empty where they wrote the whole table
   */
  private record Again(
      Snapshot first, Snapshot before, Snapshot after, Optional<DataInterval> interval) {
    long rows() {
      var count =
          interval.isPresent()
              ? SnapshotSummary.ADDED_RECORDS_PROP
              : SnapshotSummary.TOTAL_RECORDS_PROP;
      return Math.max(rows(first, count), rows(after, count));
    }

    private static long rows(Snapshot snapshot, String count) {
      var rows = snapshot.summary().get(count);
      return rows == null ? Long.MAX_VALUE : Long.parseLong(rows);
    }
  }

  /** The newest first. */
  private static List<Again> again(Table table, StepTask task) {
    var again = new ArrayList<Again>();
    var later = new HashMap<Optional<DataInterval>, Snapshot>();
    int seen = 0;
    for (var snapshot : ancestors(table)) {
      if (seen++ > MOST_SNAPSHOTS || again.size() >= MOST_EARLIER) {
        break;
      }
      if (snapshot.summary().containsKey(StepSummary.FINGERPRINT)) {
        var interval =
            compares(task.step())
                ? Optional.<DataInterval>empty()
                : Written.interval(snapshot.summary());
        Optional.ofNullable(later.get(interval))
            .filter(after -> !batch(after).equals(batch(snapshot)))
            .flatMap(
                after ->
                    Optional.ofNullable(after.parentId())
                        .flatMap(parent -> Optional.ofNullable(table.snapshot(parent)))
                        .map(before -> new Again(snapshot, before, after, interval)))
            .ifPresent(again::add);
        later.put(interval, snapshot);
      }
    }
    unknown(table, task).ifPresent(again::addFirst);
    return again;
  }

  /**
   * An interval that was replaced, and whose first load has been expired: its bytes are not known,
   * but what main has of it is.
   */
  private static Optional<Again> unknown(Table table, StepTask task) {
    var is = table.currentSnapshot();
    var parent = is == null ? null : is.parentId();
    var before = parent == null ? null : table.snapshot(parent);
    if (is == null || before == null || compares(task.step()) || !hasReplaced(is)) {
      return Optional.empty();
    }
    int seen = 0;
    for (var snapshot : ancestors(table)) {
      if (seen++ > MOST_SNAPSHOTS) {
        break;
      }
      if (!snapshot.equals(is)
          && task.interval().filter(i -> Written.isOf(snapshot.summary(), i)).isPresent()) {
        return Optional.empty();
      }
    }
    return Optional.of(new Again(before, before, is, task.interval()));
  }

  private static boolean hasReplaced(Snapshot snapshot) {
    var deleted = snapshot.summary().get(SnapshotSummary.DELETED_RECORDS_PROP);
    return deleted != null && Long.parseLong(deleted) > 0;
  }

  private static Iterable<Snapshot> ancestors(Table table) {
    return table.currentSnapshot() == null
        ? List.of()
        : SnapshotUtil.ancestorsOf(table.currentSnapshot().snapshotId(), table::snapshot);
  }

  private static boolean isOf(Snapshot snapshot, StepTask task) {
    return task.run()
        .toString()
        .equals(Objects.requireNonNullElse(snapshot.summary().get(StepSummary.RUN), ""));
  }

  private static String batch(Snapshot snapshot) {
    return Objects.requireNonNullElse(snapshot.summary().get(StepSummary.BATCH), "");
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
    var is = schema(table, again.after());
    var columns =
        was.columns().stream()
            .map(NestedField::name)
            .filter(name -> !OriginColumns.has(name) && is.findField(name) != null)
            .map(Sql::identifier)
            .collect(Collectors.joining(", "));
    boolean counted = columns.isEmpty() || again.rows() > MOST_ROWS;
    var compared = counted ? "NULL" : columns;
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
        var after = lake.reader().scan(connection, table, wanted.at(again.after().snapshotId()));
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                WITH was AS (SELECT %1$s FROM %2$s AS t%4$s), is_now AS (SELECT %1$s FROM %3$s AS t%4$s)
                SELECT (SELECT count(*) FROM (FROM was EXCEPT ALL FROM is_now)),
                  (SELECT count(*) FROM was), (SELECT count(*) FROM is_now)"""
                    .formatted(compared, before.sql(), after.sql(), where))) {
      row.next();
      long all = row.getLong(2);
      return new Lost(columns.isEmpty() ? all : row.getLong(1), all, row.getLong(3));
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
