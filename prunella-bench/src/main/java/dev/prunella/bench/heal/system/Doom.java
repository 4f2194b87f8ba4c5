package dev.prunella.bench.heal.system;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A SIGKILL that is on its way to a process, until it has come or is called off. Thread-safe. */
public final class Doom implements AutoCloseable {
  private final CountDownLatch calledOff = new CountDownLatch(1);
  private final Thread coming;
  private volatile boolean come;

  Doom(Optional<Process> doomed, Duration time) {
    this.coming = Thread.ofVirtual().start(() -> doomed.ifPresent(process -> come(process, time)));
  }

  private void come(Process process, Duration time) {
    try {
      if (!calledOff.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        process.toHandle().destroyForcibly();
        come = true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Calls it off, unless it has come. */
  @Override
  public void close() {
    calledOff.countDown();
    try {
      coming.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process was killed; to be asked when it has been called off. */
  public boolean hasCome() {
    return come;
  }
}
