package dev.prunella.app.view;

import dev.prunella.app.run.Workspace;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads how things stand once for all who ask at the same time. Nobody is given what was begun to
 * be read before they asked, so that whoever has just changed something sees it. Thread-safe.
 */
public final class StatusTogether {
  private final Supplier<StatusNow> reading;
  private long begun;
  private long done;
  private boolean atWork;
  private @Nullable StatusNow newest;

  /** How a project stands by a clock. */
  public static StatusTogether of(Workspace workspace, Clock clock) {
    return new StatusTogether(() -> StatusNow.read(workspace, clock.instant()));
  }

  /** Reads by that, one reading at a time. */
  StatusTogether(Supplier<StatusNow> reading) {
    this.reading = reading;
  }

  /**
   * How things stand; waits for a reading that is at work, and then for its own.
   *
   * @throws IllegalStateException if it is interrupted while it waits
   */
  public StatusNow read() {
    long mine;
    synchronized (this) {
      // One that is at work may have missed what its reader wants to see.
      long wanted = begun + 1;
      pause(wanted);
      var known = newest;
      if (done >= wanted && known != null) {
        return known;
      }
      atWork = true;
      mine = ++begun;
    }
    try {
      var read = reading.get();
      synchronized (this) {
        newest = read;
        done = mine;
      }
      return read;
    } finally {
      synchronized (this) {
        // Where it could not be read, the next one tries for itself.
        atWork = false;
        notifyAll();
      }
    }
  }

  private synchronized void pause(long wanted) {
    try {
      while (done < wanted && atWork) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the status was read", e);
    }
  }
}
