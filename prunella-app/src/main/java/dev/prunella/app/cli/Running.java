package dev.prunella.app.cli;

import dev.prunella.pipeline.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs end cleanly on Ctrl-C: the steps are ended, the journal says so, then the process ends. */
final class Running implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final Cancellation cancellation = new Cancellation();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread onInterrupt = new Thread(this::interrupted, "prunella-interrupt");

  Running() {
    Runtime.getRuntime().addShutdownHook(onInterrupt);
  }

  Cancellation cancellation() {
    return cancellation;
  }

  private void interrupted() {
    if (done.getCount() > 0) {
      cancellation.cancel();
      try {
        // Beyond this the run is left as after a kill: it can be resumed all the same.
        done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
      onInterrupt.setName("prunella-interrupt-done");
    }
  }
}
