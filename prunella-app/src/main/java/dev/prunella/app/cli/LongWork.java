package dev.prunella.app.cli;

import dev.prunella.local.duckdb.QueryWatch;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Work that may take long: shows a bar to whoever watches, and sees to it that Ctrl-C ends it
 * cleanly.
 */
final class LongWork implements AutoCloseable {
  /** Work that ends sooner shows no bar at all. */
  private static final Duration PATIENCE = Duration.ofMillis(700);

  private static final Duration REFRESH = Duration.ofMillis(200);
  private static final Duration CLEANUP = Duration.ofSeconds(10);
  private static final int STEPS = 1000;

  private final Console console;
  private final String what;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Interrupts.Listening listening;
  private volatile @Nullable QueryWatch watch;
  private volatile @Nullable Runnable end;
  private volatile boolean wanted;
  private @Nullable Thread painter;

  LongWork(Console console, String what) {
    this.console = console;
    this.what = what;
    this.listening = console.interrupts().on(this::interrupted);
  }

  /** What is looked at, and ended when the user asks for it. */
  void watch(QueryWatch query) {
    watch = query;
    onInterrupt(query::interrupt);
    if (console.watched()) {
      painter = Thread.ofPlatform().daemon().name("prunella-progress").start(this::paint);
    }
  }

  /** What ends the work when the user asks for it, where there is no one query to look at. */
  void onInterrupt(Runnable action) {
    end = action;
    if (wanted) {
      // It came before there was anything to end. Twice does no harm.
      action.run();
    }
  }

  private void paint() {
    var query = watch;
    try {
      if (query == null || done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      try (var bar = bar()) {
        long rows = 0;
        do {
          var progress = query.progress();
          if (progress.isPresent()) {
            bar.stepTo((long) (progress.get().share() * STEPS));
            rows = Math.max(rows, progress.get().rows());
            bar.setExtraMessage(message(rows, bar));
          }
        } while (!done.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String message(long rows, ProgressBar bar) {
    double seconds = Math.max(0.001, bar.getTotalElapsed().toMillis() / 1000.0);
    return rows == 0
        ? ""
        : " " + Words.count(rows) + " rows, " + Words.count((long) (rows / seconds)) + "/s";
  }

  private ProgressBar bar() {
    return new ProgressBarBuilder()
        .setTaskName(Words.safe(what))
        .setInitialMax(STEPS)
        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
        .setUpdateIntervalMillis((int) REFRESH.toMillis())
        .hideEta()
        .clearDisplayOnFinish()
        .setConsumer(new ConsoleProgressBarConsumer(System.err))
        .build();
  }

  /** Ends the query and waits until its files are cleaned away. */
  private void interrupted() {
    wanted = true;
    var action = end;
    if (action != null && done.getCount() > 0) {
      action.run();
      try {
        if (done.await(CLEANUP.toMillis(), TimeUnit.MILLISECONDS)) {
          console.err().println("interrupted; nothing was changed");
          console.err().flush();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    done.countDown();
    var painting = painter;
    if (painting != null) {
      try {
        painting.join(REFRESH.multipliedBy(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    listening.close();
  }
}
