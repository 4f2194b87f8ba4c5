package dev.prunella.local.gc;

import java.time.Duration;

/** Beats when told to. */
final class HandBeats implements Leases.Beats {
  private Runnable beating = () -> {};

  @Override
  public Runnable every(Duration period, Runnable beat) {
    beating = beat;
    return () -> beating = () -> {};
  }

  void beat() {
    beating.run();
  }
}
