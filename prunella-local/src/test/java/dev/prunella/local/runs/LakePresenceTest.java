package dev.prunella.local.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.refs.SqliteRefStore;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.RefStore.Lease;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // before each test
class LakePresenceTest {
  private static final Instant NOW = Instant.parse("2026-11-22T02:47:00Z");
  private static final RunId RUN = new RunId(7);

  @TempDir Path folder;
  private SqliteRefStore store;
  private LakePresence presence;

  @BeforeEach
  void open() {
    store = SqliteRefStore.create(folder.resolve("lake.db"));
    presence = new LakePresence(store, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    presence.close();
    store.close();
  }

  @Test
  void aRunIsAtWorkUntilItIsLeft() {
    assertThat(presence.atWork(RUN)).isFalse();
    var working = presence.work(RUN);
    try (var _ = presence.work(new RunId(70))) {
      assertThat(presence.atWork(RUN)).isTrue();
      assertThat(presence.worker(RUN).orElseThrow())
          .matches("process " + ProcessHandle.current().pid() + " on \\S+");
    }
    working.close();
    assertThat(presence.atWork(RUN)).isFalse();
    assertThat(store.leases()).isEmpty();
  }

  @Test
  void aProcessOfThisMachineThatIsGoneWorksOnNothing() throws Exception {
    var dead = new ProcessBuilder("true").start();
    dead.waitFor();
    keepOneLike(" " + ProcessHandle.current().pid() + " ", " " + dead.pid() + " ");
    assertThat(presence.atWork(RUN)).isFalse();
  }

  @Test
  void aProcessThatHasTheSameNumberButBeganLaterIsAnother() {
    keepOneLike("since \\S+", "since 2020-01-01T00:00:00Z");
    assertThat(presence.atWork(RUN)).isFalse();
  }

  @Test
  void aProcessOfAnotherMachineIsAtWorkUntilItsLeaseExpires() {
    keepOneLike(" on \\S+:", " on elsewhere:");
    assertThat(presence.atWork(RUN)).isTrue();
    var later = NOW.plus(LakePresence.LIFETIME).plus(Duration.ofSeconds(1));
    try (var then = new LakePresence(store, Clock.fixed(later, ZoneOffset.UTC))) {
      assertThat(then.atWork(RUN)).isFalse();
    }
  }

  private void keepOneLike(String regex, String replacement) {
    var working = presence.work(RUN);
    var lease = store.leases().getFirst();
    working.close();
    store.keepLease(
        new Lease(
            lease.id(),
            lease.holder().replaceFirst(regex, replacement),
            lease.since(),
            lease.expires()));
  }
}
