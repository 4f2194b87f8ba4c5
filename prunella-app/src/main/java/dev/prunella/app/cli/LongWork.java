package dev.prunella.app.cli;

import dev.prunella.local.duckdb.QueryWatch;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Work that may take long: shows a bar to whoever watches, and sees to it that Ctrl-C ends it
 * cleanly.
 */
final class LongWork implements AutoCloseable {
  private static final Duration REFRESH = Duration.ofMillis(200);
  private static final Duration CLEANUP = Duration.ofSeconds(10);

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
    if (query == null) {
      return;
    }
    var bar = new LiveBar(console);
    bar.show(what);
    try {
      long rows = 0;
      while (!done.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
        var progress = query.progress();
        rows = Math.max(rows, progress.map(QueryWatch.Progress::rows).orElse(0L));
        bar.progress(what, rows, progress.map(QueryWatch.Progress::share).orElse(-1.0));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      bar.hide();
    }
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
