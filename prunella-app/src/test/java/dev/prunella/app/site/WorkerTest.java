package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import dev.prunella.app.access.Role;
import dev.prunella.app.access.Tokens;
import dev.prunella.app.api.Commands;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.News;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.serve.ServeConfig;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler of a server that is ending. */
@Timeout(120)
class WorkerTest {
  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:30Z"));
  private final List<String> news = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch endWanted = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final Waiting pause = new Waiting();

  /** Waits until it is woken, however long that is. */
  private static final class Waiting implements Pause {
    private final Semaphore wakes = new Semaphore(0);
    private final Semaphore waits = new Semaphore(0);
    private volatile @Nullable Thread scheduler;

    @Override
    public void await(Duration atMost) {
      scheduler = Thread.currentThread();
      waits.release();
      wakes.acquireUninterruptibly();
      wakes.drainPermits();
    }

    @Override
    public void wake() {
      wakes.release();
    }

    boolean isSchedulerAlive() {
      var thread = scheduler;
      return thread != null && thread.isAlive();
    }
  }

  /** A command that goes on though its end is wanted, as one that brings a run to its end. */
  private Commands.Work lasting() {
    return new Commands.Work() {
      @Override
      public int run(PrintWriter out, PrintWriter err, Consumer<Commands.Progress> progress) {
        begun.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return 0;
      }

      @Override
      public void interrupt() {
        endWanted.countDown();
      }
    };
  }

  @Test
  void whileAServerWaitsForACommandAtItsEndNothingNewIsBegun() throws Exception {
    Files.createDirectories(folder.resolve("models"));
    Files.writeString(folder.resolve("models/one.sql"), "select 1 as x\n");
    Files.writeString(
        folder.resolve("prunella.yaml"),
        """
        name: shop
        pipelines:
          often: {interval: none, schedule: '* * * * *'}
        """);
    SmallSite.run(clock, folder, "init");
    try (var workspace =
        Workspace.open(
            ProjectFile.read(folder),
            new Secrets(Map.of(), folder, new Redaction()),
            new Workspace.Host("test", Map.of(), clock, _ -> {}))) {
      var site = site(workspace);
      // It has looked once, and waits for the next minute.
      pause.waits.acquire();
      command(site);
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      var closing = Thread.ofVirtual().start(site::close);
      assertThat(endWanted.await(20, TimeUnit.SECONDS)).isTrue();
      clock.set("2026-11-20T12:01:05Z");
      pause.wake();
      while (pause.isSchedulerAlive() && news.isEmpty()) {
        Thread.sleep(20);
      }
      assertThat(news).as("begun while the server ends").isEmpty();
      assertThat(closing.isAlive()).as("it waits for the command").isTrue();
      go.countDown();
      closing.join();
      assertThat(workspace.journal().newest(1)).isEmpty();
    }
  }

  private Site site(Workspace workspace) {
    return Site.open(
        workspace,
        new Site.Config(
            "127.0.0.1",
            0,
            "test",
            "tester",
            false,
            (_, _) -> lasting(),
            List.of(),
            ServeConfig.Bounds.DEFAULT,
            told -> {
              if (!(told instanceof News.Begins)) {
                news.add(told.toString());
              }
            },
            _ -> {}),
        clock,
        pause);
  }

  /** Has a command begun. */
  private void command(Site site) throws Exception {
    var token = Tokens.in(folder, clock).create("ana", Role.ADMIN, Duration.ofDays(1), "tester");
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(site.uri() + "/api/v1/commands"))
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", "k")
                .POST(BodyPublishers.ofString("{\"words\":[\"any\"]}"))
                .build(),
            BodyHandlers.ofInputStream())
        .body()
        .close();
  }
}
