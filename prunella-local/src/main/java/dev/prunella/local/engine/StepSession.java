package dev.prunella.local.engine;

import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.local.duckdb.Zones;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A DuckDB instance for one step: in its limits, in its time zone, ended when its time is over or
 * it is cancelled. For one thread.
 */
final class StepSession implements AutoCloseable {
  private static final long LOOK_MILLIS = 250;

  private final DuckDbPool.Lease lease;
  private final StepTask task;
  private final StepWatch watch;
  private final QueryWatch query;
  private final List<Future<?>> timers = new ArrayList<>();
  private volatile boolean timedOut;
  private volatile boolean closed;
  private StepWatch.Registration cancel = () -> {};

  private StepSession(DuckDbPool.Lease lease, StepTask task, StepWatch watch) throws SQLException {
    this.lease = lease;
    this.task = task;
    this.watch = watch;
    Zones.set(lease.connection(), task.zone());
    try (var statement = lease.connection().createStatement()) {
      statement.execute("SET SESSION errors_as_json = true");
    }
    this.query = QueryWatch.over(lease.connection());
  }

  static StepSession open(
      DuckDbPool pool, int threads, ScheduledExecutorService timer, StepTask task, StepWatch watch)
      throws SQLException {
    var lease = pool.lease();
    StepSession session;
    try {
      lease.limit(task.step().limits().memoryBytes(), threads);
      session = new StepSession(lease, task, watch);
    } catch (SQLException | RuntimeException e) {
      lease.close();
      throw e;
    }
    session.begin(timer);
    return session;
  }

  private void begin(ScheduledExecutorService timer) {
    long most = task.step().limits().time().toMillis();
    timers.add(timer.schedule(this::timeIsOver, most, TimeUnit.MILLISECONDS));
    timers.add(
        timer.scheduleWithFixedDelay(
            this::report, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS));
    cancel = watch.onCancel(query::interrupt);
  }

  private void timeIsOver() {
    if (!closed) {
      timedOut = true;
      query.interrupt();
    }
  }

  private void report() {
    if (!closed) {
      query.progress().ifPresent(p -> watch.progress(p.rows(), p.share()));
    }
  }

  Connection connection() {
    return query.connection();
  }

  /** One thread does all: where there is little to do, to share it out costs several times that. */
  void alone() throws SQLException {
    lease.limit(task.step().limits().memoryBytes(), 1);
  }

  /** From here on its SQL reads these files, writes into these fresh folders, and no more. */
  void lockDown(List<Path> readable, List<Path> writable) throws SQLException {
    lease.lockDown(readable, writable);
  }

  boolean cancelled() {
    return watch.cancelled();
  }

  boolean timedOut() {
    return timedOut;
  }

  /** To be asked before the commit, after which nothing ends the step. */
  void requireGoing() {
    if (timedOut) {
      throw new FaultException(timeOut());
    }
    if (cancelled()) {
      throw new FaultException(Kind.FAILED, "cancelled", "");
    }
  }

  Fault timeOut() {
    var time = task.step().limits().time();
    return Fault.of(
            Kind.TIMED_OUT,
            task.table() + " was stopped after " + forPeople(time.toMillis()),
            "read fewer rows, or allow the step more time")
        .at(task.step().place())
        .with("seconds", Long.toString(time.toSeconds()));
  }

  private static String forPeople(long millis) {
    return millis < 1000 ? millis + " ms" : millis / 1000 + " s";
  }

  @Override
  public void close() {
    closed = true;
    timers.forEach(t -> t.cancel(false));
    cancel.close();
    lease.close();
  }
}
