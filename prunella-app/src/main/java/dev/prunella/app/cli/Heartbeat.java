package dev.prunella.app.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Tells now and then of work that goes on, where no bar is drawn: silence looks like a hang. Each
 * piece of work is told of first after a while, and then at a slower beat. Thread-safe.
 */
final class Heartbeat {
  /** How long work may be silent. */
  record Pace(Duration first, Duration then) {
    static final Pace USUAL = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  private final Pace pace;
  private final BiConsumer<String, Duration> tell;
  private final Map<String, ScheduledFuture<?>> beats = new HashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("prunella-heartbeat").unstarted(task));

  /**
   * A silent one, until work begins.
   *
   * @param tell hears the name of the work, and how long it has gone on
   */
  Heartbeat(Pace pace, BiConsumer<String, Duration> tell) {
    this.pace = pace;
    this.tell = tell;
  }

  synchronized void began(String work) {
    ended(work);
    if (timer.isShutdown()) {
      return;
    }
    long since = System.nanoTime();
    beats.put(
        work,
        timer.scheduleAtFixedRate(
            () -> tell.accept(work, Duration.ofNanos(System.nanoTime() - since)),
            pace.first().toMillis(),
            pace.then().toMillis(),
            TimeUnit.MILLISECONDS));
  }

  synchronized void ended(String work) {
    var beat = beats.remove(work);
    if (beat != null) {
      beat.cancel(false);
    }
  }

  /** Whether it has not ended. */
  synchronized boolean goesOn(String work) {
    return beats.containsKey(work);
  }

  /** There is no more work. */
  synchronized void stop() {
    beats.clear();
    timer.shutdownNow();
  }
}
