package dev.prunella.bench.heal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whoever presses Ctrl-C still gets what is there: the process ends when this is closed. */
final class Interruptible implements AutoCloseable {
  /** For the play that is on, and the report. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Runnable stop;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread onInterrupt = new Thread(this::interrupted, "healbench-interrupt");

  /**
   * Begins.
   *
   * @param stop what is done first when the process is told to end
   */
  Interruptible(Runnable stop) {
    this.stop = stop;
    Runtime.getRuntime().addShutdownHook(onInterrupt);
  }

  private void interrupted() {
    if (done.getCount() > 0) {
      stop.run();
      try {
        done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException e) {
      // The process is ending already: the hook is what ends it.
      onInterrupt.setName("healbench-interrupt-done");
    }
  }
}
