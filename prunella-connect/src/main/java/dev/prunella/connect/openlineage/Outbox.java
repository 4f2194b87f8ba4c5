package dev.prunella.connect.openlineage;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Events that wait for one transport, and the thread that delivers them in their order. When it is
 * full, new events are lost rather than a run made to wait. Thread-safe.
 */
final class Outbox implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Transport transport;
  private final Consumer<String> say;
  private final Duration drain;
  private final BlockingQueue<Supplier<String>> waiting;
  private final Thread worker;
  private final AtomicLong lost = new AtomicLong();
  private volatile boolean ending;
  private volatile String reason = "";

  /**
   * Begins.
   *
   * @param drain how long closing waits for what is not delivered yet
   */
  Outbox(Transport transport, int mostWaiting, Duration drain, Consumer<String> say) {
    this.transport = transport;
    this.say = say;
    this.drain = drain;
    this.waiting = new ArrayBlockingQueue<>(mostWaiting);
    this.worker = Thread.ofPlatform().daemon().name("lineage").start(this::work);
  }

  /** Never waits; what turns out to be empty is not sent. */
  void offer(Supplier<String> event) {
    if (ending || !waiting.offer(event)) {
      lose(ending ? "it was over" : "too many events wait");
    }
  }

  private void work() {
    try {
      while (!ending || !waiting.isEmpty()) {
        var event = waiting.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        if (event != null) {
          deliver(event);
        }
      }
    } catch (InterruptedException e) {
      // Closing has waited long enough; it counts what is left.
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(Supplier<String> event) throws InterruptedException {
    try {
      var text = event.get();
      if (!text.isEmpty()) {
        transport.deliver(text);
      }
    } catch (InterruptedException e) {
      lose("there was no time");
      throw e;
    } catch (IOException | RuntimeException e) {
      // Whatever it is, it is the event that is lost, and not the run.
      lose(String.valueOf(e.getMessage()));
    }
  }

  /** Said when it begins; how many in all, at the end. */
  private void lose(String why) {
    reason = why;
    if (lost.incrementAndGet() == 1) {
      say.accept("lineage: an event could not be sent to " + transport.where() + ": " + why);
    }
  }

  long lost() {
    return lost.get();
  }

  /** Takes no more, and works on. */
  void end() {
    ending = true;
  }

  @Override
  public void close() {
    end();
    try {
      worker.join(drain);
      if (worker.isAlive()) {
        worker.interrupt();
        worker.join(drain);
      }
    } catch (InterruptedException e) {
      worker.interrupt();
      Thread.currentThread().interrupt();
    }
    transport.close();
    int left = waiting.size();
    waiting.clear();
    long all = lost.addAndGet(left);
    if (all > 0) {
      say.accept(
          "lineage: "
              + all
              + (all == 1 ? " event" : " events")
              + " could not be sent to "
              + transport.where()
              + (reason.isEmpty() ? "" : " (" + reason + ")")
              + "; runs are not affected");
    }
  }
}
