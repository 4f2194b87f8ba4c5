package dev.prunella.app.cli;

import dev.prunella.app.SettableClock;
import dev.prunella.app.heal.Healing;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.News;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.schedule.Scheduler;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A scheduler whose time passes as fast as it is waited for, and whose runs take none. */
final class Night implements AutoCloseable {
  final SettableClock clock;
  final Workspace workspace;
  final List<News> news = Collections.synchronizedList(new ArrayList<>());
  final Scheduler scheduler;

  Night(Shell shell, String from) {
    this(shell, new SettableClock(Instant.parse(from)));
  }

  Night(Shell shell, SettableClock clock) {
    this(shell, clock, false);
  }

  /** One whose schedule wakes the healer. */
  static Night healing(Shell shell, SettableClock clock) {
    return new Night(shell, clock, true);
  }

  private Night(Shell shell, SettableClock clock, boolean heals) {
    this.clock = clock;
    var project = ProjectFile.read(shell.folder);
    workspace =
        Workspace.open(
            project,
            new Secrets(Map.of(), shell.folder, new Redaction()),
            new Workspace.Host("test", Map.of(), clock, said -> {}));
    scheduler =
        new Scheduler(
            workspace,
            clock,
            "ana",
            Runnable::run,
            new PassingTime(clock),
            news::add,
            heals ? Optional.of(new Healing(workspace, clock)) : Optional.empty(),
            new Cancellation());
  }

  void until(String end) {
    scheduler.run(Optional.of(Instant.parse(end)));
  }

  /** The intervals that were run to a good end, in the order in which that happened. */
  List<String> published() {
    return news.stream()
        .filter(News.RunEnded.class::isInstance)
        .map(News.RunEnded.class::cast)
        .filter(ended -> ended.outcome().complete())
        .map(ended -> ended.interval().orElse("-"))
        .toList();
  }

  <T extends News> List<T> told(Class<T> kind) {
    return news.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void close() {
    workspace.close();
  }

  /** Waiting is what makes time pass. */
  private static final class PassingTime implements Pause {
    private final SettableClock clock;
    private boolean woken;

    PassingTime(SettableClock clock) {
      this.clock = clock;
    }

    @Override
    public void await(Duration atMost) {
      if (!woken) {
        clock.pass(atMost);
      }
      woken = false;
    }

    @Override
    public void wake() {
      woken = true;
    }
  }
}
