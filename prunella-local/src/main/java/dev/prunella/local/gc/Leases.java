package dev.prunella.local.gc;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.RefStore;
import dev.prunella.refs.RefStore.Lease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells garbage collection that this process is writing, so that files which no commit names yet
 * stay. A writer holds a lease from before its first file until after its commit:
 *
 * <pre>{@code
 * try (var lease = leases.hold("import orders.csv")) {
 *   ... write files ...
 *   lease.requireHeld();
 *   ... commit ...
 * }
 * }</pre>
 *
 * <p>All leases held in a process share one entry in the store, which begins with the oldest of
 * them: only the first costs a durable write, and so does the last when it is given back at the
 * next beat. A beat renews the entry; when the process dies it expires. Thread-safe.
 */
public final class Leases implements AutoCloseable {
  /** How long an entry that is not renewed still counts. */
  public static final Duration LIFETIME = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final int MOST_HELD = 10_000;
  private static final int NAMED_TO_PEOPLE = 3;

  /** Runs something again and again until told to stop. */
  @FunctionalInterface
  public interface Beats {
    /** Gives back what stops it. */
    Runnable every(Duration period, Runnable beat);
  }

  private final RefStore store;
  private final Clock clock;
  private final Beats beats;
  private final Set<Held> held = new LinkedHashSet<>();
  private @Nullable Lease registered;
  private @Nullable Runnable stopBeating;
  private boolean closed;

  public Leases(RefStore store, Clock clock, Beats beats) {
    this.store = store;
    this.clock = clock;
    this.beats = beats;
  }

  /** Renews by a daemon thread, which starts with the first lease. */
  public static Leases over(RefStore store, Clock clock) {
    return new Leases(store, clock, Leases::beatByThread);
  }

  /**
   * Registers that files are going to be written.
   *
   * @param what for people who wonder why garbage stays
   */
  public synchronized Held hold(String what) {
    if (closed) {
      throw new IllegalStateException("the leases of this process are closed");
    }
    if (held.size() >= MOST_HELD) {
      throw new LakeException(
          Problem.TOO_BUSY, "this process has " + MOST_HELD + " writers at work already");
    }
    var now = clock.instant();
    var young = new Held(what, now);
    held.add(young);
    try {
      var lease = registered;
      if (lease == null
          || lease.since().isAfter(now)
          || lease.expires().isBefore(now.plus(LIFETIME.dividedBy(2)))) {
        register(now);
      }
    } catch (RuntimeException e) {
      held.remove(young);
      throw e;
    }
    if (stopBeating == null) {
      stopBeating = beats.every(LIFETIME.dividedBy(5), this::beat);
    }
    return young;
  }

  /** Gives everything back. */
  @Override
  public synchronized void close() {
    closed = true;
    if (stopBeating != null) {
      stopBeating.run();
      stopBeating = null;
    }
    held.clear();
    drop();
  }

  private synchronized void beat() {
    if (closed) {
      return;
    }
    try {
      if (held.isEmpty()) {
        drop();
      } else {
        register(clock.instant());
      }
    } catch (RuntimeException e) {
      // The next beat tries again; a writer whose lease lapses meanwhile learns it before commit.
      LOG.warn("the lease of this process could not be renewed: {}", e.getMessage());
    }
  }

  private void register(Instant now) {
    var last = registered;
    if (last != null && now.isAfter(last.expires())) {
      held.forEach(h -> h.lapsed = h.lapsed || h.since.isBefore(now));
    }
    var since = held.stream().map(Held::since).min(Comparator.naturalOrder()).orElse(now);
    var id = last == null ? "writer/" + UUID.randomUUID() : last.id();
    var lease = new Lease(id, holder(), since.isBefore(now) ? since : now, now.plus(LIFETIME));
    store.keepLease(lease);
    registered = lease;
  }

  private void drop() {
    var last = registered;
    if (last != null) {
      store.dropLease(last.id());
      registered = null;
    }
  }

  private String holder() {
    var text = new StringBuilder("process " + ProcessHandle.current().pid() + ": ");
    text.append(String.join(", ", held.stream().limit(NAMED_TO_PEOPLE).map(Held::what).toList()));
    if (held.size() > NAMED_TO_PEOPLE) {
      text.append(" and ").append(held.size() - NAMED_TO_PEOPLE).append(" more");
    }
    return text.toString();
  }

  private static Runnable beatByThread(Duration period, Runnable beat) {
    var threads =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("prunella-leases").unstarted(task));
    long millis = period.toMillis();
    var beating = threads.scheduleWithFixedDelay(beat, millis, millis, TimeUnit.MILLISECONDS);
    return () -> {
      beating.cancel(false);
      threads.shutdown();
    };
  }

  /** One writer's lease. Files that it writes while it holds this are safe from collection. */
  public final class Held implements AutoCloseable {
    private final String what;
    private final Instant since;
    private boolean lapsed;

    private Held(String what, Instant since) {
      this.what = what;
      this.since = since;
    }

    public String what() {
      return what;
    }

    public Instant since() {
      return since;
    }

    /**
     * Throws if the lease has lapsed, because the process slept or the store was away for longer
     * than {@link Leases#LIFETIME}: what was written before may have been collected. To be called
     * just before the commit.
     */
    public void requireHeld() {
      synchronized (Leases.this) {
        var lease = registered;
        if (lapsed
            || lease == null
            || !held.contains(this)
            || clock.instant().isAfter(lease.expires())) {
          throw new LakeException(
              Problem.CONFLICT,
              "the lease of '"
                  + what
                  + "' has lapsed, and its files may have been collected; write them again");
        }
      }
    }

    @Override
    public void close() {
      synchronized (Leases.this) {
        held.remove(this);
      }
    }
  }
}
