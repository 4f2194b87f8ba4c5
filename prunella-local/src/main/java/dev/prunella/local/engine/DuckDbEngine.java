package dev.prunella.local.engine;

import dev.prunella.local.LakeConfig;
import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.local.duckdb.StatementException;
import dev.prunella.local.gc.Leases;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.Commit;
import dev.prunella.refs.TableName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes tables in this process: DuckDB reads the exact files of one commit and writes new ones,
 * which Iceberg commits to the branch. Each step has a DuckDB instance of its own, locked down to
 * the files it reads and the folders it writes while the user's SQL runs. Thread-safe.
 */
public final class DuckDbEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(DuckDbEngine.class);

  private static final Set<Fault.Kind> BY_VALUES =
      EnumSet.of(Fault.Kind.CONSTRAINT, Fault.Kind.TYPE_MISMATCH);

  private static final long SPILL_BYTES = 64L << 30;

  /** Not half a row group, and DuckDB gives each thread one of its own. */
  private static final long FEW_ROWS = 50_000;

  private static final long FEW_BYTES = 1L << 20;

  private final LocalLake lake;
  private final DuckDbPool pool;
  private final int threads;
  private final ScheduledExecutorService timer;

  /**
   * Over a lake, which stays the caller's to close.
   *
   * @param limits of instances; a step's own memory takes the place of theirs
   */
  public DuckDbEngine(LocalLake lake, PoolLimits limits) {
    this.lake = lake;
    this.pool = DuckDbPool.ofSingleUse(limits);
    this.threads = limits.threads();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("prunella-steps").unstarted(task));
  }

  /**
   * Limits for so many steps at once.
   *
   * @param warm instances that wait ready while as many steps work; each costs a little memory, and
   *     saves about 20 ms a step
   */
  public static PoolLimits limits(LakeConfig config, int parallelSteps, int warm) {
    return new PoolLimits(
        parallelSteps + Math.min(warm, parallelSteps),
        Math.min(warm, parallelSteps),
        Duration.ofMinutes(1),
        StepLimits.DEFAULT.memoryBytes(),
        Runtime.getRuntime().availableProcessors(),
        config.scratch().resolve("spill"),
        SPILL_BYTES);
  }

  @Override
  public StepOutcome compute(StepTask task, String select, StepWatch watch) {
    return guarded(task, watch, session -> compute(task, select, session));
  }

  private StepOutcome compute(StepTask task, String select, StepSession session)
      throws SQLException {
    var model = ModelSql.of(session.connection(), select, task);
    var head = lake.lake().head(task.branch());
    try (var inputs = Inputs.bind(lake, session.connection(), head, model);
        var lease = lake.leases().hold("compute " + task.table());
        var write = write(task, task.step().how(), session, lease, "compute")) {
      write.prepare();
      if (inputs.rows().isPresent() && inputs.rows().getAsLong() + write.rowsRead() <= FEW_ROWS) {
        session.alone();
      }
      var readable = new ArrayList<Path>(inputs.files());
      readable.addAll(write.readable());
      session.lockDown(readable, write.writable());
      var schema = schema(task, session.connection(), model);
      return write.run(
          new StepWrite.Rows(
              model.text(),
              schema,
              StepSummary.of(task),
              Optional.empty(),
              true,
              Optional.empty()));
    } catch (StatementException e) {
      session.requireGoing();
      throw new FaultException(Faults.ofSql(model, e.statement(), e.error()));
    }
  }

  private StepWrite write(
      StepTask task, Materialization how, StepSession session, Leases.Held lease, String verb) {
    var interval = task.intervalLabel().map(label -> " for " + label).orElse("");
    var target = Target.of(lake, task, verb + " " + task.table() + interval);
    return new StepWrite(lake, session, task, how, target, lease);
  }

  private static Schema schema(StepTask task, Connection connection, ModelSql model)
      throws SQLException {
    try (var prepared = connection.prepareStatement(model.text())) {
      return Columns.of(prepared.getMetaData(), task.table());
    } catch (SQLException e) {
      throw new FaultException(Faults.ofSql(model, model.text(), e));
    }
  }

  @Override
  public StepOutcome ingest(StepTask task, Source.Declared source, Batch batch, StepWatch watch) {
    return guarded(task, watch, session -> ingest(task, source, batch, session));
  }

  private StepOutcome ingest(
      StepTask task, Source.Declared source, Batch batch, StepSession session) throws SQLException {
    var target = Target.of(lake, task, "");
    var loaded = new Loaded(source, batch, Corrected.of(task, source, batch), target.there());
    if (task.step().loads()
        && !task.again()
        && loaded.there().isPresent()
        && StepSummary.holds(
            task, loaded.there().get(), source.byInterval(), batch, loaded.declared())) {
      var entry = target.before().orElseThrow();
      return new StepOutcome.Done(target.before(), entry, 0, 0, Optional.of(batch));
    }
    var how =
        task.step().loads() && source.byInterval()
            ? new Materialization.IntervalBy(BatchReader.INTERVAL)
            : task.step().how();
    return load(task, loaded, session, how, StepWrite::run);
  }

  /**
   * What is loaded.
   *
   * @param there the table as it is now
   */
  private record Loaded(
      Source.Declared source, Batch batch, Corrected corrected, Optional<Table> there) {
    String declared() {
      return BatchReader.fingerprint(corrected);
    }
  }

  /** What is done with the rows of a batch. */
  private interface Loading<T> {
    T of(StepWrite write, StepWrite.Rows rows) throws SQLException;
  }

  private <T> T load(
      StepTask task, Loaded loaded, StepSession session, Materialization how, Loading<T> loading)
      throws SQLException {
    boolean loads = task.step().loads();
    var batch = loaded.batch();
    var corrected = loaded.corrected();
    try (var lease = lake.leases().hold("load " + task.table());
        var reader = new BatchReader(lake, session.connection(), task, corrected, batch);
        var write = write(task, how, session, lease, "load")) {
      write.prepare();
      if (batch.bytes() <= FEW_BYTES && write.rowsRead() <= FEW_ROWS) {
        session.alone();
      }
      var query =
          corrected.over(reader.query(loaded.there().map(t -> t.schema())), session.connection());
      try {
        return loading.of(
            write,
            new StepWrite.Rows(
                query,
                describe(task, session.connection(), query),
                loads ? StepSummary.of(task, batch, loaded.declared()) : StepSummary.of(task),
                loads ? Optional.of(batch) : Optional.empty(),
                loaded.source().onEmpty() == Source.OnEmpty.ALLOW,
                Optional.of(BatchReader.INTERVAL)));
      } catch (StatementException e) {
        session.requireGoing();
        throw new FaultException(reader.fault(e.error()));
      } catch (SQLException e) {
        if (ExactSelect.isCause(e)) {
          session.requireGoing();
          throw new FaultException(reader.fault(e));
        }
        throw e;
      }
    }
  }

  @Override
  public Optional<Fault> probe(
      StepTask task, Source.Declared source, Batch batch, StepWatch watch) {
    if (!task.step().loads() || !source.byInterval()) {
      // A merge looks at all its keys, in files that it has written.
      return Engine.super.probe(task, source, batch, watch);
    }
    var by = new Materialization.IntervalBy(BatchReader.INTERVAL);
    return guarded(
        task,
        watch,
        session -> {
          var there = Target.of(lake, task, "").there();
          var loaded = new Loaded(source, batch, Corrected.of(task, source, batch), there);
          return load(
              task,
              loaded,
              session,
              by,
              (write, rows) -> {
                write.read(rows, by);
                return Optional.<Fault>empty();
              });
        },
        StepOutcome::whyNot);
  }

  private static Schema describe(StepTask task, Connection connection, String query)
      throws SQLException {
    try (var prepared = connection.prepareStatement(query)) {
      return Columns.of(prepared.getMetaData(), task.table());
    }
  }

  @Override
  public Exported export(
      StepTask task, TableName table, Step.Exchange format, String file, StepWatch watch) {
    try (var session = StepSession.open(pool, threads, timer, task, watch)) {
      try {
        return new Exported.Done(Exports.write(lake, session, task, table, format, Path.of(file)));
      } catch (SQLException | RuntimeException e) {
        return new Exported.Failed(session.timedOut() ? session.timeOut() : Faults.of(task, e));
      }
    } catch (SQLException | DuckDbException e) {
      return new Exported.Failed(Faults.of(task, e));
    }
  }

  @Override
  public Optional<String> fingerprint(Commit at, TableName table) {
    return lake.table(at, table.key()).flatMap(StepSummary::fingerprint);
  }

  private interface Work<T> {
    T in(StepSession session) throws SQLException;
  }

  private StepOutcome guarded(StepTask task, StepWatch watch, Work<StepOutcome> work) {
    return guarded(task, watch, work, outcome -> outcome);
  }

  private <T> T guarded(
      StepTask task, StepWatch watch, Work<T> work, Function<StepOutcome, T> otherwise) {
    try (var session = StepSession.open(pool, threads, timer, task, watch)) {
      try {
        return work.in(session);
      } catch (SQLException | RuntimeException e) {
        return otherwise.apply(outcome(session, doubting(task, Faults.of(task, e))));
      }
    } catch (SQLException | DuckDbException e) {
      return otherwise.apply(new StepOutcome.Failed(Faults.of(task, e)));
    }
  }

  /** A model that is as it was fails by its values because of what it reads. */
  private Fault doubting(StepTask task, Fault fault) {
    return BY_VALUES.contains(fault.kind())
            && task.step().work() instanceof Step.Work.Sql
            && isAsItWas(task)
        ? fault.doubtingInputs()
        : fault;
  }

  private boolean isAsItWas(StepTask task) {
    try {
      return Target.of(lake, task, "").there().filter(t -> Edits.isAsItWas(task, t)).isPresent();
    } catch (RuntimeException e) {
      LOG.debug("what made {} before cannot be read", task.table(), e);
      // In doubt less is published.
      return true;
    }
  }

  /** What interrupts a query makes it fail in many ways; why it was interrupted is what counts. */
  private static StepOutcome outcome(StepSession session, Fault fault) {
    if (session.cancelled()) {
      return new StepOutcome.Cancelled();
    }
    return new StepOutcome.Failed(session.timedOut() ? session.timeOut() : fault);
  }

  /** Ends with its pool; steps that still run end with their instances. */
  @Override
  public void close() {
    timer.shutdownNow();
    pool.close();
  }
}
