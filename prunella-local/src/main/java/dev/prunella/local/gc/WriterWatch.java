package dev.prunella.local.gc;

import dev.prunella.refs.RefStore;
import java.time.Clock;
import java.time.Instant;

/** Keeps an eye on who is writing while a collection goes on. */
final class WriterWatch {
  private final RefStore store;
  private final Clock clock;
  private final GcOptions options;
  private final Instant started;
  private Writers writers;
  private Instant cutoff;

  WriterWatch(RefStore store, Clock clock, GcOptions options) {
    this.store = store;
    this.clock = clock;
    this.options = options;
    this.started = clock.instant();
    this.writers = Writers.of(store.leases(), started, options);
    this.cutoff = writers.mayStillWriteSince(started, options);
  }

  /** Looks again: before this, only what no commit names is garbage. It only ever goes back. */
  Instant look() {
    writers = Writers.of(store.leases(), clock.instant(), options);
    var next = writers.mayStillWriteSince(started, options);
    cutoff = next.isBefore(cutoff) ? next : cutoff;
    return cutoff;
  }

  Instant started() {
    return started;
  }

  Instant cutoff() {
    return cutoff;
  }

  Writers writers() {
    return writers;
  }
}
