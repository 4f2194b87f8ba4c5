package dev.prunella.local.contract;

import dev.prunella.contract.Check;
import dev.prunella.contract.CheckReport;
import dev.prunella.contract.CheckResult;
import dev.prunella.contract.Checker;
import dev.prunella.contract.Slice;
import dev.prunella.contract.Stop;
import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.local.duckdb.Zones;
import dev.prunella.refs.Commit;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.Entry;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.TableName;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.Table;

/**
 * Checks tables in DuckDB: one scan for everything that can be counted in one, for each promise of
 * uniqueness one over hashes and, where these repeat, one grouping, one query for each rule in SQL,
 * and one for the sample of what failed. While they run, the instance is locked down to the files
 * of the tables. Thread-safe.
 */
public final class DuckDbChecker implements Checker {
  private final LocalLake lake;
  private final DuckDbPool pool;
  private final Clock clock;
  private final CheckLimits limits;

  /** With the lake's own instances. */
  public DuckDbChecker(LocalLake lake) {
    this(lake, lake.duckDb(), lake.clock(), CheckLimits.DEFAULT);
  }

  /**
   * With instances of a pool.
   *
   * @param clock by which freshness is judged
   */
  public DuckDbChecker(LocalLake lake, DuckDbPool pool, Clock clock, CheckLimits limits) {
    this.lake = lake;
    this.pool = pool;
    this.clock = clock;
    this.limits = limits;
  }

  @Override
  public CheckReport check(
      String revision,
      TableName table,
      List<Check> checks,
      Optional<Slice> slice,
      ZoneId zone,
      Stop stop) {
    return check(lake.lake().resolve(revision), table, checks, slice, zone, stop);
  }

  /** The same at a commit. */
  public CheckReport check(
      Commit commit,
      TableName table,
      List<Check> checks,
      Optional<Slice> slice,
      ZoneId zone,
      Stop stop) {
    var found = lake.table(commit, table.key()).orElseThrow(() -> missing(commit, table));
    var stopped = new AtomicBoolean();
    try (var lease = pool.lease()) {
      Zones.set(lease.connection(), zone);
      var watch = QueryWatch.over(lease.connection());
      try (var _ =
          stop.onStop(
              () -> {
                stopped.set(true);
                watch.interrupt();
              })) {
        var session =
            new CheckSession(
                lake, commit, table, found, watch.connection(), clock.instant(), limits, stopped);
        try (session) {
          var results = session.run(checks, slice, lease);
          return new CheckReport(table, commit.id(), session.rows(), results);
        }
      }
    } catch (SQLException | DuckDbException e) {
      if (stopped.get()) {
        var broken = new CheckResult.Outcome.Broken("it was stopped before it had been checked");
        return new CheckReport(
            table, commit.id(), 0, checks.stream().map(c -> new CheckResult(c, broken)).toList());
      }
      throw new DuckDbException(table + " cannot be checked: " + e.getMessage(), e);
    }
  }

  private LakeException missing(Commit commit, TableName table) {
    var known = new ArrayList<String>();
    lake.lake()
        .entries(
            commit,
            (key, entry) -> {
              if (entry instanceof Entry.Table) {
                known.add(key.toString());
              }
            });
    return new LakeException(
        Problem.NO_SUCH_TABLE,
        "there is no table "
            + table
            + " in commit "
            + commit.id()
            + DidYouMean.among(known, table.toString())
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(""));
  }

  /** The tables of a commit by the names that rules use. */
  static Optional<Table> find(LocalLake lake, Commit commit, List<String> name) {
    var wanted = new TableName(name);
    return lake.table(commit, wanted.key())
        .or(
            () -> {
              var near = new ArrayList<TableName>();
              lake.lake()
                  .entries(
                      commit,
                      (key, entry) -> {
                        if (entry instanceof Entry.Table && TableName.of(key).matches(wanted)) {
                          near.add(TableName.of(key));
                        }
                      });
              return near.stream().findFirst().flatMap(t -> lake.table(commit, t.key()));
            });
  }
}
