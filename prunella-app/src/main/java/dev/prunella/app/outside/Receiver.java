package dev.prunella.app.outside;

import dev.prunella.app.heal.OutsideIncidents;
import dev.prunella.app.serve.Refusal;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.outside.OutsideRun;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Keeps what many producers tell at once, many events in one transaction: who sends is answered
 * when it is durable, and told to come again when too much waits. Thread-safe.
 */
final class Receiver implements AutoCloseable {
  /** So many requests may wait; more are told to come again. */
  private static final int MOST_WAITING = 1_000;

  /** So many requests, with all their events, are kept by one transaction. */
  private static final int MOST_TOGETHER = 500;

  /** So many runs are looked at before others are kept again. */
  private static final int MOST_SETTLED = 50;

  /** So many runs may wait for their incidents; then nothing more is taken until they are fewer. */
  static final int MOST_DUE = 10_000;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What could not be done before is tried again after that. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final OutsideRuns runs;
  private final OutsideIncidents incidents;
  private final Runnable changed;
  private final Clock clock;
  private final Consumer<String> say;
  private final BlockingQueue<Sent> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean behind;
  private String trouble = "";

  private record Sent(List<OutsideRun> runs, CompletableFuture<Void> kept) {}

  /**
   * A receiver that has not started.
   *
   * @param changed is called when incidents may have changed
   * @param say hears what goes wrong beside an answer
   */
  Receiver(
      OutsideRuns runs,
      OutsideIncidents incidents,
      Runnable changed,
      Clock clock,
      Consumer<String> say) {
    this.runs = runs;
    this.incidents = incidents;
    this.changed = changed;
    this.clock = clock;
    this.say = say;
    this.thread = Thread.ofPlatform().daemon().name("prunella-lineage").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  /**
   * Keeps what was sent; durable when it returns.
   *
   * @throws Busy if too much waits; nothing is known to be kept then
   */
  void keep(List<OutsideRun> told) {
    if (told.isEmpty()) {
      return;
    }
    var sent = new Sent(told, new CompletableFuture<>());
    if (closed || behind || !waiting.offer(sent)) {
      throw new Busy();
    }
    try {
      sent.kept().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy();
    } catch (TimeoutException e) {
      throw new Busy();
    } catch (ExecutionException e) {
      throw new Refusal(503, "not-kept", "that could not be kept; send it again");
    }
  }

  /** Too much waits: whoever sends is to come again. */
  static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private void work() {
    while (!closed || !waiting.isEmpty()) {
      try {
        var together = next();
        if (!together.isEmpty()) {
          keepAll(together);
        }
        together.forEach(sent -> sent.kept().complete(null));
      } catch (InterruptedException e) {
        // Only closing does that; what waits is still kept.
        closed = true;
      }
    }
  }

  private List<Sent> next() throws InterruptedException {
    var together = new ArrayList<Sent>();
    // At the first turn there may be work that a process has left behind.
    var first = waiting.poll(settle() ? 0 : AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      together.add(first);
      waiting.drainTo(together, MOST_TOGETHER - 1);
    }
    return together;
  }

  private void keepAll(List<Sent> together) {
    try {
      runs.keep(together.stream().flatMap(sent -> sent.runs().stream()).toList(), clock.instant());
    } catch (RuntimeException e) {
      once("what others told is not kept: " + e.getMessage());
      together.forEach(sent -> sent.kept().completeExceptionally(e));
      return;
    }
    // Who tells of a failure finds its incident when it is answered, unless there are very many.
    settle();
  }

  /** Whether there may be more to do at once. */
  private boolean settle() {
    try {
      int done = incidents.settle(MOST_SETTLED);
      behind = runs.isBehind(MOST_DUE);
      if (done > 0) {
        changed.run();
      }
      trouble = "";
      return done == MOST_SETTLED;
    } catch (RuntimeException e) {
      once("runs of others have no incidents yet: " + e.getMessage());
      return false;
    }
  }

  private void once(String sentence) {
    if (!sentence.equals(trouble)) {
      trouble = sentence;
      say.accept(sentence);
    }
  }

  /** Takes nothing any more, and keeps what waits. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
