package dev.prunella.app.site;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.News;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.schedule.Scheduler;
import dev.prunella.pipeline.Cancellation;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The scheduler and the healer at work beside what is served. Thread-safe. */
final class Worker implements AutoCloseable {
  private static final Duration STOPS = Duration.ofSeconds(20);

  private final Pause pause;
  private final Cancellation cancellation = new Cancellation();
  private final ExecutorService runs;
  private final Thread thread;
  private volatile Optional<String> died = Optional.empty();

  /**
   * A worker that has not started.
   *
   * @param pause by which a test moves the time
   * @param told hears what happens
   */
  Worker(
      Workspace workspace,
      Healing healing,
      Clock clock,
      String by,
      Pause pause,
      Consumer<News> told) {
    this.pause = pause;
    this.runs =
        Executors.newFixedThreadPool(
            Math.max(1, workspace.project().settings().defaults().parallel()),
            Thread.ofPlatform().daemon().name("prunella-run-", 1).factory());
    var scheduler =
        new Scheduler(workspace, clock, by, runs, pause, told, Optional.of(healing), cancellation);
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("prunella-scheduler")
            .unstarted(() -> work(scheduler, clock, told));
  }

  void start() {
    thread.start();
  }

  /** Has it look at once, for there is something to do. */
  void wake() {
    pause.wake();
  }

  /** Why it works no more, where that was not meant. */
  Optional<String> died() {
    return died;
  }

  private void work(Scheduler scheduler, Clock clock, Consumer<News> told) {
    try {
      scheduler.run(Optional.empty());
    } catch (RuntimeException | Error e) {
      // What is served must say that nobody works any more, not look as if all were well.
      died = Optional.of(e instanceof RuntimeException r ? News.message(r) : e.toString());
      told.accept(new News.Trouble(clock.instant(), "", "the scheduler ended: " + died.get()));
    }
  }

  /** Begins nothing more, and ends runs at work as Ctrl-C does, without waiting for them. */
  void stop() {
    cancellation.cancel();
    pause.wake();
  }

  /** Stops, and waits: the journal says how runs ended, and they can be resumed. */
  @Override
  public void close() {
    stop();
    try {
      if (thread.isAlive()) {
        thread.join(STOPS);
      }
      runs.shutdown();
      if (!runs.awaitTermination(STOPS.toSeconds(), TimeUnit.SECONDS)) {
        runs.shutdownNow();
      }
    } catch (InterruptedException e) {
      runs.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
