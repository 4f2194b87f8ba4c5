package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
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
 * Judges a table that a source brings as a whole, such as a reference that people keep by hand: by
 * how many of the rows that main has are still there. Rows that are new are no matter; that a fifth
 * is gone or has other values, where no earlier load has done the like, is for a person to say yes
 * to; so is that half of a small one is gone. What changes much with each load is known for it by
 * its own snapshots. Costs nothing where the same bytes come again. Thread-safe.
 */
public final class ReplacedJudge implements Judge {

  /** The name of its only rule. */
  public static final String RULE = "mostly-as-it-was";

  private static final Logger LOG = LoggerFactory.getLogger(ReplacedJudge.class);

  /** Below, in how many ways a small table may rightly change is beyond counting. */
  private static final long FEWEST_LOST = 3;

  private static final double MOST_LOST = 0.2;

  /** So much more than ever before. */
  private static final double FARTHER = 1.5;

  private static final int MOST_EARLIER = 8;

  /** Larger ones are no references; to compare all of them would cost more than it tells. */
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
    return compares(step);
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
    var loaded = loaded(table);
    if (loaded.size() < 2
        || !loaded.getFirst().equals(table.currentSnapshot())
        || !isOf(loaded.getFirst(), task)
        || rows(loaded.getFirst()) > MOST_ROWS
        || rows(loaded.get(1)) > MOST_ROWS
        || loads.of(task.table(), FEWEST_LOADS) < FEWEST_LOADS) {
      return List.of();
    }
    try (var lease = lake.duckDb().lease()) {
      var query = QueryWatch.over(lease.connection());
      try (var _ = watch.onCancel(query::interrupt)) {
        return verdicts(task, table, loaded, query.connection());
      }
    } catch (SQLException e) {
      throw new DuckDbException(
          task.table() + " cannot be compared with what it was: " + e.getMessage(), e);
    }
  }

  private List<Verdict> verdicts(
      StepTask task, Table table, List<Snapshot> loaded, Connection connection)
      throws SQLException {
    var was = loaded.get(1);
    var lost = lost(table, was, loaded.getFirst(), connection);
    boolean halved = 2 * rows(loaded.getFirst()) <= rows(was);
    if ((lost.rows() < FEWEST_LOST && !halved) || lost.share() <= MOST_LOST) {
      return List.of(Verdict.of(RULE, Standing.PASSED, sentence(lost)));
    }
    double most = mostBefore(table, loaded, connection);
    if (lost.share() <= FARTHER * most) {
      return List.of(
          Verdict.of(RULE, Standing.PASSED, sentence(lost) + ", as it has happened before"));
    }
    var change = EditJudge.edit(batch(was), batch(loaded.getFirst()));
    var yes = kept.of(task.table(), change);
    return List.of(
        new Verdict(
            RULE,
            yes.isPresent() ? Standing.PASSED : standing,
            yes.map(who -> "kept by " + who + "; ").orElse("") + sentence(lost),
            Optional.of(task.step().place()),
            Map.of(EditJudge.EDIT, change)));
  }

  /** The greatest share that an earlier load has replaced, as far back as there are files. */
  private double mostBefore(Table table, List<Snapshot> loaded, Connection connection)
      throws SQLException {
    double most = 0;
    try {
      for (int i = 2; i < loaded.size(); i++) {
        most = Math.max(most, lost(table, loaded.get(i), loaded.get(i - 1), connection).share());
      }
    } catch (DuckDbException e) {
      // Collection may have taken the files of old states; what is left tells what it tells.
      LOG.debug("{}: older states are not there any more", table.name(), e);
    }
    return most;
  }

  /** The snapshots that loads wrote, each by other bytes, the newest first. */
  private static List<Snapshot> loaded(Table table) {
    var loaded = new ArrayList<Snapshot>();
    if (table.currentSnapshot() == null) {
      return loaded;
    }
    for (var snapshot :
        SnapshotUtil.ancestorsOf(table.currentSnapshot().snapshotId(), table::snapshot)) {
      if (snapshot.summary().containsKey(StepSummary.FINGERPRINT)
          && (loaded.isEmpty() || !batch(loaded.getLast()).equals(batch(snapshot)))) {
        loaded.add(snapshot);
      }
      if (loaded.size() > MOST_EARLIER) {
        break;
      }
    }
    return loaded;
  }

  private static boolean isOf(Snapshot snapshot, StepTask task) {
    return task.run()
        .toString()
        .equals(Objects.requireNonNullElse(snapshot.summary().get(StepSummary.RUN), ""));
  }

  private static String batch(Snapshot snapshot) {
    return Objects.requireNonNullElse(snapshot.summary().get(StepSummary.BATCH), "");
  }

  private static long rows(Snapshot snapshot) {
    var total = snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP);
    return total == null ? Long.MAX_VALUE : Long.parseLong(total);
  }

  private record Lost(long rows, long of) {
    double share() {
      return of == 0 ? 0 : (double) rows / of;
    }
  }

  /** Rows of one state that another does not have, each as often as it has it more often. */
  private Lost lost(Table table, Snapshot was, Snapshot is, Connection connection)
      throws SQLException {
    var there = schema(table, is);
    var columns =
        schema(table, was).columns().stream()
            .map(NestedField::name)
            .filter(name -> there.findField(name) != null)
            .map(Sql::identifier)
            .collect(Collectors.joining(", "));
    if (columns.isEmpty()) {
      return new Lost(rows(was), rows(was));
    }
    var everything = ScanRequest.everything();
    try (var before = lake.reader().scan(connection, table, everything.at(was.snapshotId()));
        var after = lake.reader().scan(connection, table, everything.at(is.snapshotId()));
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) FROM (SELECT %1$s FROM %2$s EXCEPT ALL SELECT %1$s FROM %3$s)"
                    .formatted(columns, before.sql(), after.sql()))) {
      row.next();
      return new Lost(row.getLong(1), rows(was));
    }
  }

  private static Schema schema(Table table, Snapshot snapshot) {
    var id = snapshot.schemaId();
    return id == null ? table.schema() : table.schemas().getOrDefault(id, table.schema());
  }

  private static String sentence(Lost lost) {
    return "it is loaded as a whole, and %,d of the %,d rows that it had are not there any more as they were"
        .formatted(lost.rows(), lost.of());
  }
}
