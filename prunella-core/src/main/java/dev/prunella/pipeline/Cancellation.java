package dev.prunella.pipeline;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** Told once to end, it ends everything that works under it. Thread-safe. */
public final class Cancellation {
  private final Set<Runnable> ends = new LinkedHashSet<>();
  private boolean cancelled;

  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /**
   * To be asked now and then by work that nothing else ends.
   *
   * @throws CancellationException if it was told to end
   */
  public void requireGoingOn() {
    if (isCancelled()) {
      throw new CancellationException("it was told to end");
    }
  }

  /** Ends what works now and what will begin. */
  public void cancel() {
    List<Runnable> now;
    synchronized (this) {
      cancelled = true;
      now = List.copyOf(ends);
      ends.clear();
    }
    now.forEach(Runnable::run);
  }

  /** See {@link StepWatch#onCancel}. */
  public StepWatch.Registration register(Runnable end) {
    synchronized (this) {
      if (!cancelled) {
        ends.add(end);
        return () -> forget(end);
      }
    }
    end.run();
    return () -> {};
  }

  private synchronized void forget(Runnable end) {
    ends.remove(end);
  }
}
