package dev.prunella.local.outside;

import dev.prunella.incident.IncidentId;
import dev.prunella.local.sqlite.WriteAheadLog;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideState;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The newest runs of others, in a SQLite file beside the lake: they come by the thousand and are
 * forgotten again, which the lake's own journals never do. What is kept is durable when {@link
 * #keep} returns. The file is made when the first run is kept. Thread-safe; several processes may
 * use one file.
 */
public final class OutsideRuns implements AutoCloseable {
  private static final int BUSY_MILLIS = 5_000;
  private static final int MOST_STREAMING = 50;

  /** By a failed run its incident is closed later: it is kept so many times as long as others. */
  private static final int LONGER = 10;

  private static final List<String> SCHEMA =
      List.of(
          // Each commit is on the disk before a producer hears that it was taken.
          "PRAGMA synchronous = FULL",
          "CREATE TABLE IF NOT EXISTS run (number INTEGER PRIMARY KEY AUTOINCREMENT,"
              + " namespace TEXT NOT NULL, run TEXT NOT NULL, job TEXT NOT NULL,"
              + " state TEXT NOT NULL, told INTEGER NOT NULL, ended INTEGER, parent TEXT,"
              + " root TEXT, heard INTEGER NOT NULL, due INTEGER NOT NULL, incident INTEGER,"
              + " version INTEGER NOT NULL DEFAULT 1, body TEXT NOT NULL, UNIQUE (namespace, run))",
          "CREATE INDEX IF NOT EXISTS run_by_run ON run (run)",
          "CREATE INDEX IF NOT EXISTS run_by_parent ON run (parent) WHERE parent IS NOT NULL",
          "CREATE INDEX IF NOT EXISTS run_by_root ON run (root) WHERE root IS NOT NULL",
          "CREATE INDEX IF NOT EXISTS run_by_job ON run (namespace, job, state, ended)",
          "CREATE INDEX IF NOT EXISTS run_due ON run (number) WHERE due = 1");

  private static final String COLUMNS = "number, incident, body, version";

  private final Path file;
  private final UnaryOperator<String> redacted;
  private final Limits limits;
  private @Nullable Connection connection;
  private boolean closed;
  private int keptSince;

  /**
   * How much is kept.
   *
   * @param runs the newest; ten times as many where they have an incident
   * @param age since anything was heard of a run
   */
  public record Limits(int runs, Duration age) {
    public static final Limits DEFAULT = new Limits(20_000, Duration.ofDays(30));
  }

  /**
   * A run as it is kept.
   *
   * @param number the newer the higher
   * @param incident that it has opened or belongs to
   * @param version counts how often something new was told of it
   */
  public record Kept(long number, OutsideRun run, Optional<IncidentId> incident, long version) {}

  /**
   * Those in a file, which need not be there yet.
   *
   * @param redacted masks secrets in what is said of failures
   */
  public OutsideRuns(Path file, Limits limits, UnaryOperator<String> redacted) {
    this.file = file;
    this.limits = limits;
    this.redacted = redacted;
  }

  /**
   * Those that a project has heard of.
   *
   * @param folder the project's
   * @param redacted masks secrets in what is said of failures
   */
  public static OutsideRuns of(Path folder, UnaryOperator<String> redacted) {
    return new OutsideRuns(
        folder.resolve(".prunella").resolve("outside-runs.db"), Limits.DEFAULT, redacted);
  }

  /**
   * Keeps what events tell, all of it or nothing. Runs that have failed, and those by which their
   * job has shown that it works where a run of it has failed, are {@link #due} afterwards.
   *
   * @throws LakeException if it cannot be kept
   */
  public synchronized void keep(Collection<OutsideRun> told, Instant now) {
    // What one run is told to have done several times is put together first.
    var runs = new LinkedHashMap<Map.Entry<String, String>, OutsideRun>();
    for (var one : told) {
      var run = redacted(one);
      runs.merge(Map.entry(run.key().namespace(), run.key().run()), run, OutsideRun::with);
    }
    write(
        sql -> {
          try (var find =
                  sql.prepareStatement(
                      "SELECT due, incident, body FROM run WHERE namespace = ? AND run = ?");
              var hasIncident =
                  sql.prepareStatement(
                      "SELECT 1 FROM run WHERE namespace = ? AND job = ? AND state = 'FAIL'"
                          + " LIMIT 1");
              var put =
                  sql.prepareStatement(
                      "INSERT INTO run (namespace, run, job, state, told, ended, parent, root,"
                          + " heard, due, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                          + " ON CONFLICT (namespace, run) DO UPDATE SET job = excluded.job,"
                          + " state = excluded.state, told = excluded.told,"
                          + " ended = excluded.ended, parent = excluded.parent,"
                          + " root = excluded.root, heard = excluded.heard, due = excluded.due,"
                          + " body = excluded.body, version = version + 1")) {
            for (var run : runs.values()) {
              keep(run, now, find, hasIncident, put);
            }
            put.executeBatch();
          }
          return true;
        });
    keptSince += runs.size();
    if (keptSince >= 1_000) {
      keptSince = 0;
      forget(now);
    }
  }

  private void keep(
      OutsideRun told,
      Instant now,
      PreparedStatement find,
      PreparedStatement hasIncident,
      PreparedStatement put)
      throws SQLException {
    var run = told;
    boolean wasDue = false;
    boolean worked = false;
    find.setString(1, told.key().namespace());
    find.setString(2, told.key().run());
    try (var rows = find.executeQuery()) {
      if (rows.next()) {
        wasDue = rows.getInt(1) == 1;
        var before = RunText.read(rows.getString(3));
        worked = !before.state().isEnd() && before.worksSince().isPresent();
        run = before.with(told);
        if (run.equals(before) && !wasDue) {
          // Nothing new: also no work for it.
          return;
        }
      }
    }
    boolean due = wasDue || isDue(run, worked, hasIncident);
    put.setString(1, run.key().namespace());
    put.setString(2, run.key().run());
    put.setString(3, run.key().job());
    put.setString(4, run.state().name());
    put.setLong(5, run.told().toEpochMilli());
    put.setObject(6, run.ended().map(Instant::toEpochMilli).orElse(null));
    put.setString(7, run.parent().map(OutsideRun.Key::run).orElse(null));
    put.setString(8, run.root().map(OutsideRun.Key::run).orElse(null));
    put.setLong(9, now.toEpochMilli());
    put.setInt(10, due ? 1 : 0);
    put.setString(11, RunText.write(run));
    put.addBatch();
  }

  /** Before anything else: what is masked is compared with what was. */
  private OutsideRun redacted(OutsideRun run) {
    return run.failure()
        .map(
            f ->
                run.with(
                    new OutsideRun.Failure(redacted.apply(f.message()), redacted.apply(f.stack()))))
        .orElse(run);
  }

  /**
   * Whether something is to be done.
   *
   * @param worked whether it was known before that it works: a streaming run tells so for ever
   */
  private static boolean isDue(OutsideRun run, boolean worked, PreparedStatement hasIncident)
      throws SQLException {
    if (run.state() == OutsideState.FAIL) {
      return true;
    }
    if (run.worksSince().isEmpty() || (worked && !run.state().isEnd())) {
      return false;
    }
    hasIncident.setString(1, run.key().namespace());
    hasIncident.setString(2, run.key().job());
    try (var rows = hasIncident.executeQuery()) {
      return rows.next();
    }
  }

  /** Forgets what is older or more than is kept; what is due is looked at first. */
  synchronized void forget(Instant now) {
    write(
        sql -> {
          try (var old =
              sql.prepareStatement(
                  "DELETE FROM run WHERE due = 0 AND (heard < ?"
                      + " OR number <= (SELECT max(number) FROM run)"
                      + " - ? * CASE WHEN incident IS NULL THEN 1 ELSE ? END)")) {
            old.setLong(1, now.minus(limits.age()).toEpochMilli());
            old.setLong(2, limits.runs());
            old.setLong(3, LONGER);
            return old.executeUpdate();
          }
        });
  }

  /** Runs whose incident is to be opened or closed, the oldest first. */
  public List<Kept> due(int limit) {
    return query("WHERE due = 1 ORDER BY number LIMIT ?", limit);
  }

  /** Whether more than so many are due. */
  public synchronized boolean isBehind(int most) {
    if (connection == null && !Files.exists(file)) {
      return false;
    }
    try (var count =
        connection()
            .prepareStatement("SELECT count(*) FROM (SELECT 1 FROM run WHERE due = 1 LIMIT ?)")) {
      count.setInt(1, most + 1);
      try (var rows = count.executeQuery()) {
        return rows.next() && rows.getInt(1) > most;
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * What was due is done for a run, as far as it was known then.
   *
   * @param incident that it belongs to now
   */
  public synchronized void settle(Kept seen, Optional<IncidentId> incident) {
    write(
        sql -> {
          try (var done =
              sql.prepareStatement(
                  "UPDATE run SET due = CASE WHEN version = ? THEN 0 ELSE 1 END,"
                      + " incident = coalesce(?, incident) WHERE number = ?")) {
            done.setLong(1, seen.version());
            done.setObject(2, incident.map(IncidentId::number).orElse(null));
            done.setLong(3, seen.number());
            return done.executeUpdate();
          }
        });
  }

  /** The newest, newest first, below a number. */
  public List<Kept> newest(long below, int limit) {
    return query("WHERE number < ? ORDER BY number DESC LIMIT ?", below, limit);
  }

  /** Those that go by a run's id, in whichever namespace. */
  public List<Kept> byRun(String run, int limit) {
    return query("WHERE run = ? ORDER BY number LIMIT ?", run, limit);
  }

  /** Those that a run has started, or of which it is the beginning. */
  public List<Kept> below(String run, int limit) {
    return query("WHERE parent = ? OR root = ? ORDER BY number LIMIT ?", run, run, limit);
  }

  /** Of those the ones that failed and have an incident. */
  public List<Kept> failedBelow(String run, int limit) {
    return query(
        "WHERE (parent = ? OR root = ?) AND state = 'FAIL' AND incident IS NOT NULL"
            + " ORDER BY number LIMIT ?",
        run,
        run,
        limit);
  }

  /** A run by which a job has shown after a moment that it works. */
  public Optional<Kept> worksAfter(String namespace, String job, Instant after) {
    // Of those without an end of their own the newest are asked; more go on at once of no job.
    return Stream.of(
            query(
                "WHERE namespace = ? AND job = ? AND state = 'COMPLETE' AND ended > ?"
                    + " ORDER BY ended LIMIT 1",
                namespace,
                job,
                after.toEpochMilli()),
            query(
                "WHERE namespace = ? AND job = ? AND state IN ('ABORT', 'RUNNING')"
                    + " AND told > ? ORDER BY number DESC LIMIT ?",
                namespace,
                job,
                after.toEpochMilli(),
                MOST_STREAMING))
        .flatMap(List::stream)
        .filter(kept -> kept.run().worksSince().filter(after::isBefore).isPresent())
        .findFirst();
  }

  /** Runs of a job that failed before a moment, and have an incident. */
  public List<Kept> failedBefore(String namespace, String job, Instant before, int limit) {
    return query(
        "WHERE namespace = ? AND job = ? AND state = 'FAIL' AND ended < ?"
            + " AND incident IS NOT NULL ORDER BY ended DESC LIMIT ?",
        namespace,
        job,
        before.toEpochMilli(),
        limit);
  }

  private synchronized List<Kept> query(String where, Object... values) {
    if (connection == null && !Files.exists(file)) {
      return List.of();
    }
    try (var find = connection().prepareStatement("SELECT " + COLUMNS + " FROM run " + where)) {
      for (int i = 0; i < values.length; i++) {
        find.setObject(i + 1, values[i]);
      }
      var found = new ArrayList<Kept>();
      try (var rows = find.executeQuery()) {
        while (rows.next()) {
          found.add(kept(rows));
        }
      }
      return found;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static Kept kept(ResultSet row) throws SQLException {
    long incident = row.getLong(2);
    return new Kept(
        row.getLong(1),
        RunText.read(row.getString(3)),
        incident == 0 ? Optional.empty() : Optional.of(new IncidentId(incident)),
        row.getLong(4));
  }

  private interface Work<T> {
    T in(Connection sql) throws SQLException;
  }

  private <T> T write(Work<T> work) {
    try {
      var sql = connection();
      // At once: who reads first and writes then may find that another has written between.
      execute(sql, "BEGIN IMMEDIATE");
      try {
        var result = work.in(sql);
        execute(sql, "COMMIT");
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(sql, e);
        throw e;
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static void rollBack(Connection sql, Exception because) {
    try {
      execute(sql, "ROLLBACK");
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  private static void execute(Connection sql, String statement) throws SQLException {
    try (var one = sql.createStatement()) {
      one.execute(statement);
    }
  }

  private Connection connection() throws SQLException {
    if (closed) {
      throw new SQLException("it has been closed");
    }
    var known = connection;
    if (known != null) {
      return known;
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("the folder of " + file + " cannot be made", e);
    }
    var made = DriverManager.getConnection("jdbc:sqlite:" + file);
    try {
      execute(made, "PRAGMA busy_timeout = " + BUSY_MILLIS);
      // A disk that allows none does for these as well.
      WriteAheadLog.use(made);
      for (var statement : SCHEMA) {
        execute(made, statement);
      }
    } catch (SQLException e) {
      made.close();
      throw e;
    }
    connection = made;
    return made;
  }

  private LakeException failed(SQLException e) {
    return new LakeException(
        Problem.STORAGE_FAILED,
        "the runs of others in %s cannot be used: %s".formatted(file, e.getMessage()),
        e);
  }

  @Override
  public synchronized void close() {
    closed = true;
    var open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        throw failed(e);
      }
    }
  }
}
