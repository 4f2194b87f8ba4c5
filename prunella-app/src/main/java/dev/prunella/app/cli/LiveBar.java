package dev.prunella.app.cli;

import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar below what is printed, for as long as one piece of work goes on; only where
 * somebody watches. Used by one thread at a time.
 */
final class LiveBar {
  private static final Duration PATIENCE = Duration.ofMillis(700);
  private static final int STEPS = 1000;
  private static final int REFRESH_MILLIS = 200;

  private final Console console;
  private Optional<ProgressBar> bar = Optional.empty();
  private String shown = "";
  private long since;

  LiveBar(Console console) {
    this.console = console;
  }

  /** Work of this name has begun; its bar appears when it is not over soon. */
  void show(String what) {
    if (!shown.equals(what)) {
      hide();
      shown = what;
      since = System.nanoTime();
    }
  }

  void progress(String what, long rows, double share) {
    if (!console.watched()) {
      return;
    }
    show(what);
    long nanos = System.nanoTime() - since;
    if (nanos < PATIENCE.toNanos()) {
      return;
    }
    if (bar.isEmpty()) {
      bar =
          Optional.of(
              new ProgressBarBuilder()
                  .setTaskName("  " + Words.safe(what))
                  .setInitialMax(STEPS)
                  .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                  .setUpdateIntervalMillis(REFRESH_MILLIS)
                  .hideEta()
                  .clearDisplayOnFinish()
                  .setConsumer(new ConsoleProgressBarConsumer(System.err))
                  .build());
    }
    if (share >= 0) {
      bar.get().stepTo((long) (Math.min(1, share) * STEPS));
    }
    if (rows > 0) {
      long rate = (long) (rows / (nanos / 1e9));
      bar.get().setExtraMessage(" " + Words.count(rows) + " rows, " + Words.count(rate) + "/s");
    }
  }

  void hide() {
    bar.ifPresent(ProgressBar::close);
    bar = Optional.empty();
    shown = "";
  }
}
