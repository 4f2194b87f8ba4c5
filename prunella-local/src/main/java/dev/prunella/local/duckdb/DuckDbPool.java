package dev.prunella.local.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DuckDB instances in this process, kept ready. Each lease has an instance of its own: limits and
 * locks are per instance. An instance that comes back is given an empty database and used again;
 * one that was locked down, or whose settings were changed, is thrown away and replaced in the
 * background. Safe for many threads.
 */
public final class DuckDbPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DuckDbPool.class);

  private final PoolLimits limits;
  private final Semaphore permits;
  private final ArrayDeque<Instance> idle = new ArrayDeque<>();
  private final ExecutorService background;
  private final Semaphore closing;
  private final boolean warms;
  private Optional<String> unused = Optional.empty();
  private final Set<Lease> leased = ConcurrentHashMap.newKeySet();
  private volatile boolean interrupted;
  private boolean closed;

  public DuckDbPool(PoolLimits limits) {
    this(limits, true);
  }

  private DuckDbPool(PoolLimits limits, boolean warms) {
    this.limits = limits;
    this.warms = warms;
    this.permits = new Semaphore(limits.maxInstances(), true);
    this.closing = new Semaphore(limits.maxInstances());
    this.background =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("duckdb-pool").daemon(true).factory());
    refill();
  }

  /**
   * For leases that lock their instance down, so that each is used once: what would be done ahead
   * to make its first query quick costs more than it saves, 14 ms of processor time each.
   */
  public static DuckDbPool ofSingleUse(PoolLimits limits) {
    return new DuckDbPool(limits, false);
  }

  public PoolLimits limits() {
    return limits;
  }

  /**
   * Waits at most {@link PoolLimits#maxWait} for an instance.
   *
   * @throws DuckDbException if all stay busy, or the wait is interrupted
   */
  public Lease lease() {
    try {
      if (!permits.tryAcquire(limits.maxWait().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DuckDbException(
            "All "
                + limits.maxInstances()
                + " DuckDB instances have been busy for "
                + limits.maxWait().toMillis()
                + " ms. Next: try again, end a long query, or allow more instances.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DuckDbException("interrupted while waiting for a DuckDB instance", e);
    }
    try {
      var lease = new Lease(take());
      leased.add(lease);
      if (interrupted) {
        lease.watch.interrupt();
      }
      return lease;
    } catch (SQLException e) {
      permits.release();
      throw new DuckDbException("cannot start DuckDB: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      permits.release();
      throw e;
    }
  }

  /**
   * Ends what runs on every lease, and lets nothing else begin; the threads at work get errors. For
   * a pool whose owner is to end, from any thread; it cannot be taken back.
   */
  public void interrupt() {
    interrupted = true;
    leased.forEach(lease -> lease.watch.interrupt());
  }

  private Instance take() throws SQLException {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the pool is closed");
      }
      Instance ready = idle.poll();
      if (ready != null) {
        return ready;
      }
    }
    return open();
  }

  private Instance open() throws SQLException {
    Instance fresh = Instance.open(limits);
    try {
      rememberUnused(fresh);
      return fresh;
    } catch (SQLException | RuntimeException e) {
      fresh.close();
      throw e;
    }
  }

  /** Of the first one only: they are all alike, and most of them are never used again. */
  private synchronized void rememberUnused(Instance fresh) throws SQLException {
    if (unused.isEmpty()) {
      unused = Optional.of(fresh.fingerprint());
    }
  }

  private synchronized Optional<String> unused() {
    return unused;
  }

  private void refill() {
    try {
      background.execute(this::warm);
    } catch (RejectedExecutionException e) {
      LOG.debug("the pool is closing, nothing is warmed", e);
    }
  }

  private void warm() {
    // Bounded: each turn adds one, and idle never passes warmInstances here.
    for (int i = 0; i < limits.warmInstances(); i++) {
      if (!wantsMore()) {
        return;
      }
      try {
        Instance fresh = warmInstance();
        if (!keepAhead(fresh)) {
          fresh.close();
        }
      } catch (SQLException | DuckDbException e) {
        LOG.warn("a DuckDB instance could not be started ahead: {}", e.getMessage());
        return;
      }
    }
  }

  private Instance warmInstance() throws SQLException {
    Instance fresh = open();
    if (!warms) {
      return fresh;
    }
    try {
      fresh.warmUp();
      return fresh;
    } catch (SQLException | RuntimeException e) {
      fresh.close();
      throw e;
    }
  }

  private synchronized boolean wantsMore() {
    return !closed && idle.size() < Math.min(limits.warmInstances(), permits.availablePermits());
  }

  /**
   * Not where all that there may be were leased meanwhile: they are to be kept when they return.
   */
  private synchronized boolean keepAhead(Instance instance) {
    return wantsMore() && keep(instance);
  }

  private synchronized boolean keep(Instance instance) {
    if (closed || idle.size() >= limits.maxInstances()) {
      return false;
    }
    idle.push(instance);
    return true;
  }

  private void giveBack(Instance instance, boolean reusable) {
    boolean kept = reusable && unused().filter(instance::clean).isPresent() && keep(instance);
    permits.release();
    if (!kept) {
      discard(instance);
      refill();
    }
  }

  /** To end an instance takes some milliseconds, for which nobody should wait. */
  private void discard(Instance instance) {
    if (!closing.tryAcquire()) {
      instance.close(); // so many are being closed that this one had better be gone
      return;
    }
    try {
      background.execute(
          () -> {
            try {
              instance.close();
            } finally {
              closing.release();
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("the pool is closed already", e);
      closing.release();
      instance.close();
    }
  }

  /** Closes idle instances; a leased one ends with its lease. */
  @Override
  public void close() {
    List<Instance> toClose;
    synchronized (this) {
      closed = true;
      toClose = List.copyOf(idle);
      idle.clear();
    }
    background.shutdown();
    toClose.forEach(Instance::close);
  }

  /** An instance for one task of one thread; close it to give it back. */
  public final class Lease implements AutoCloseable {
    private final Instance instance;
    private final Connection connection;
    private final QueryWatch watch;
    private boolean lockedDown;
    private long memoryBytes = limits.memoryBytes();
    private int threads = limits.threads();
    private boolean returned;

    private Lease(Instance instance) throws SQLException {
      this.instance = instance;
      this.connection = instance.connect();
      this.watch = QueryWatch.silent(connection);
    }

    /** The connection; closing the lease closes it and drops its temporary tables. */
    public Connection connection() {
      return watch.connection();
    }

    public PoolLimits limits() {
      return limits;
    }

    /** Bounds of this lease alone, instead of the pool's. */
    public void limit(long memoryBytes, int threads) throws SQLException {
      set(memoryBytes, threads);
    }

    /** Only what differs: each costs some milliseconds. */
    private void set(long memoryBytes, int threads) throws SQLException {
      try (var statement = connection.createStatement()) {
        if (memoryBytes != this.memoryBytes) {
          this.memoryBytes = memoryBytes;
          statement.execute("SET memory_limit = '" + memoryBytes + "B'");
        }
        if (threads != this.threads) {
          this.threads = threads;
          statement.execute("SET threads = " + threads);
        }
      }
    }

    /**
     * From here on SQL can open the named files and nothing else, and change no setting. It cannot
     * be taken back: the instance is thrown away afterwards.
     */
    public void lockDown(List<Path> readable) throws SQLException {
      lockDown(readable, List.of());
    }

    /**
     * The same, and SQL can also write into folders. DuckDB lets it overwrite what is there, so
     * they must be fresh, and what runs must be one SELECT.
     */
    public void lockDown(List<Path> readable, List<Path> writable) throws SQLException {
      lockedDown = true;
      String paths = Sql.list(readable.stream().map(Path::toString).toList());
      String folders = Sql.list(writable.stream().map(Path::toString).toList());
      try (var statement = connection.createStatement()) {
        statement.execute(
            "SET allowed_paths = "
                + paths
                + "; SET allowed_directories = "
                + folders
                + "; SET enable_external_access = false; SET lock_configuration = true");
      }
    }

    @Override
    public void close() {
      if (returned) {
        return;
      }
      returned = true;
      leased.remove(this);
      boolean reusable = !lockedDown;
      try {
        if (reusable) {
          set(limits.memoryBytes(), limits.threads());
        }
        connection.close();
      } catch (SQLException e) {
        LOG.warn("a DuckDB connection did not close: {}", e.getMessage());
        reusable = false;
      }
      giveBack(instance, reusable);
    }
  }
}
