package dev.prunella.app.schedule;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How a scheduler waits. Thread-safe. */
public interface Pause {

  /** Returns after this time, or sooner, at the latest when somebody calls {@link #wake}. */
  void await(Duration atMost);

  void wake();

  /** By the machine's clock. It looks up now and then, for the project's files may have changed. */
  static Pause ofThisMachine() {
    var looksUp = Duration.ofSeconds(30);
    var wakes = new Semaphore(0);
    return new Pause() {
      @Override
      public void await(Duration atMost) {
        var time = atMost.compareTo(looksUp) < 0 ? atMost : looksUp;
        try {
          if (wakes.tryAcquire(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS)) {
            wakes.drainPermits();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public void wake() {
        wakes.release();
      }
    };
  }
}
