package dev.prunella.bench.heal.system;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that is set from outside, and goes on from there. Thread-safe. */
final class GivenClock extends Clock {
  private record Set(Instant to, long nanos) {}

  private volatile Set set = new Set(Instant.EPOCH, System.nanoTime());

  void set(Instant now) {
    set = new Set(now, System.nanoTime());
  }

  @Override
  public Instant instant() {
    var last = set;
    return last.to().plusNanos(System.nanoTime() - last.nanos());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
