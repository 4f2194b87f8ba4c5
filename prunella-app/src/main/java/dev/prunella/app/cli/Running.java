package dev.prunella.app.cli;

import dev.prunella.pipeline.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs end cleanly on Ctrl-C: the steps are ended, the journal says so, then the process ends. */
final class Running implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final Cancellation cancellation = new Cancellation();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Interrupts.Listening listening;

  Running(Interrupts interrupts) {
    listening = interrupts.on(this::interrupted);
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
    listening.close();
  }
}
