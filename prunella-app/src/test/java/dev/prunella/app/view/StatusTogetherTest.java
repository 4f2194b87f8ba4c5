package dev.prunella.app.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.app.cli.Prunella;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTogetherTest {

  @Test
  void manyWhoAskMeanwhileShareTheNextReadingAndNobodyTheOneAtWork(@TempDir Path folder)
      throws Exception {
    var status = status(folder);
    var first = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var readings = new AtomicInteger();
    var together =
        new StatusTogether(
            () -> {
              if (readings.incrementAndGet() == 1) {
                begun.countDown();
                await(first);
              }
              return new StatusNow(status.project(), status.status(), readings.get() > 1);
            });
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var atWork = pool.submit(together::read);
      await(begun);
      var meanwhile = new ArrayList<Future<StatusNow>>();
      var asking = new ArrayList<Thread>();
      for (int i = 0; i < 20; i++) {
        meanwhile.add(
            pool.submit(
                () -> {
                  synchronized (asking) {
                    asking.add(Thread.currentThread());
                  }
                  return together.read();
                }));
      }
      for (int tries = 0; tries < 1_000 && waiting(asking) < 20; tries++) {
        Thread.sleep(5);
      }
      first.countDown();
      assertThat(atWork.get().ofMain()).isFalse();
      for (var one : meanwhile) {
        assertThat(one.get().ofMain()).isTrue();
      }
      assertThat(readings.get()).isEqualTo(2);
    }
    together.read();
    assertThat(readings.get()).isEqualTo(3);
  }

  @Test
  void whatCannotBeReadIsReadAgain(@TempDir Path folder) {
    var status = status(folder);
    var readings = new AtomicInteger();
    var together =
        new StatusTogether(
            () -> {
              if (readings.incrementAndGet() == 1) {
                throw new IllegalArgumentException("broken");
              }
              return status;
            });
    assertThatThrownBy(together::read).hasMessage("broken");
    assertThat(together.read()).isEqualTo(status);
  }

  private static long waiting(List<Thread> asking) {
    synchronized (asking) {
      return asking.stream().filter(t -> t.getState() == Thread.State.WAITING).count();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StatusNow status(Path folder) {
    var ignored = new PrintWriter(new StringWriter());
    var clock = Clock.systemUTC();
    assertThat(Prunella.execute(clock, folder, ignored, ignored, "init", "shop")).isZero();
    var shop = folder.resolve("shop");
    try (var workspace =
        Workspace.open(
            ProjectFile.read(shop),
            new Secrets(Map.of(), shop, new Redaction()),
            new Workspace.Host("test", Map.of(), clock, _ -> {}))) {
      return StatusNow.read(workspace, clock.instant());
    }
  }
}
