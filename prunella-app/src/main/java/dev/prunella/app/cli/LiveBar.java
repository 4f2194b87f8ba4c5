package dev.prunella.app.cli;

import dev.prunella.app.api.Commands.Progress;
import java.time.Duration;

/**
 * A progress bar below what is printed, for as long as one piece of work goes on; only where
 * somebody watches. Used by one thread at a time.
 */
final class LiveBar {
  /** Work that ends sooner shows no bar at all. */
  private static final Duration PATIENCE = Duration.ofMillis(700);

  private final Bar bar;
  private String shown = "";
  private double share;
  private long since;

  LiveBar(Console console) {
    this.bar = console.bar();
  }

  /** Work of this name has begun; its bar appears when it is not over soon. */
  void show(String what) {
    if (!shown.equals(what)) {
      hide();
      shown = what;
      share = 0;
      since = System.nanoTime();
    }
  }

  /**
   * It goes on.
   *
   * @param rows so far, 0 when it is not known
   * @param share of the work, 0 to 1, negative when it is not known
   */
  void progress(String what, long rows, double share) {
    show(what);
    long nanos = System.nanoTime() - since;
    if (nanos < PATIENCE.toNanos()) {
      return;
    }
    if (share >= 0) {
      this.share = Math.min(1, share);
    }
    long rate = (long) (rows / (nanos / 1e9));
    bar.show(
        Progress.share(
            what,
            this.share,
            rows == 0 ? "" : Words.count(rows) + " rows, " + Words.count(rate) + "/s"));
  }

  void hide() {
    if (!shown.isEmpty()) {
      bar.hide();
      shown = "";
    }
  }
}
