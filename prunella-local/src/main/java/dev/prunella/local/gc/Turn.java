package dev.prunella.local.gc;

import dev.prunella.refs.RefStore;
import dev.prunella.refs.RefStore.Lease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Whose turn it is to collect. Two collections at once would do no harm, only the work twice; so
 * one that finds another at work goes away, and one that is killed blocks others only for a while.
 */
final class Turn implements AutoCloseable {
  static final String PREFIX = "gc/";

  /** How long a collection that does not renew its turn still counts as at work. */
  static final Duration LIFETIME = Duration.ofMinutes(5);

  private final RefStore store;
  private final Clock clock;
  private final String id = PREFIX + UUID.randomUUID();
  private Lease lease;

  private Turn(RefStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.lease = new Lease(id, holder(), Instant.MIN, Instant.MIN);
  }

  /** Either the turn, or who has it. */
  sealed interface Taken {
    record Ours(Turn turn) implements Taken {}

    record Theirs(Lease lease) implements Taken {}
  }

  static Taken take(RefStore store, Clock clock) {
    var turn = new Turn(store, clock);
    // First say, then look: of two that come at once, at least one sees the other.
    turn.renew();
    var other = other(store.leases(), turn.id, clock.instant());
    if (other.isPresent()) {
      turn.close();
      return new Taken.Theirs(other.get());
    }
    return new Taken.Ours(turn);
  }

  private static Optional<Lease> other(List<Lease> leases, String ownId, Instant now) {
    return leases.stream()
        .filter(l -> l.id().startsWith(PREFIX) && !l.id().equals(ownId))
        .filter(l -> !l.expires().isBefore(now))
        .findFirst();
  }

  /** To be called often; writes seldom. */
  void renew() {
    var now = clock.instant();
    if (lease.expires().isBefore(now.plus(LIFETIME.dividedBy(2)))) {
      var since = lease.since().equals(Instant.MIN) ? now : lease.since();
      lease = new Lease(id, holder(), since, now.plus(LIFETIME));
      store.keepLease(lease);
    }
  }

  private static String holder() {
    return "process " + ProcessHandle.current().pid() + ": gc";
  }

  @Override
  public void close() {
    store.dropLease(id);
  }
}
