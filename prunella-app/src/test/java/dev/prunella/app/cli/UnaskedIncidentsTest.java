package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people may do about an incident that waits, and asks nothing. */
class UnaskedIncidentsTest {
  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-04T01:00:00Z"));
  private Shell shell = new Shell(folder);

  @BeforeEach
  void aShop() {
    shell = SmallShop.in(folder, 2);
    shell.clock = clock;
  }

  /** The file of the third day has not come: that may pass. */
  private void aDayIsWaitedFor() {
    shell.run("run", "-i", SmallShop.day(3), "--heal").exits(Exit.HELD);
    assertThat(shell.ok("incidents").out()).contains("INC-1", "waiting");
    assertThat(shell.ok("questions").out()).isEqualTo("nobody is asked anything\n");
  }

  @Test
  void whatWaitsMayBeDismissed() {
    aDayIsWaitedFor();
    assertThat(shell.ok("answer", "1", "dismiss", "--why", "no file on holidays").out())
        .contains("DISMISSED", "no file on holidays");
    var incident = shell.ok("incidents", "1", "--json").json();
    assertThat(incident.path("state").asText()).isEqualTo("dismissed");
    assertThat(shell.ok("audit", "verify").out()).doesNotContain("FAULT");
    clock.pass(Duration.ofDays(3));
    assertThat(shell.ok("heal").out()).isEqualTo("no incident is open\n");
    assertThat(shell.run("answer", "1", "dismiss").exits(Exit.USAGE).err())
        .contains("INC-1 asks nothing any more: it was answered by ana with 'dismiss'")
        .contains("next:  prunella incidents 1");
  }

  @Test
  void whatWaitsIsDismissedThoughHealingIsPaused() {
    aDayIsWaitedFor();
    shell.ok("pause", "--all", "--why", "by hand today");
    assertThat(shell.ok("answer", "1", "dismiss").out()).contains("DISMISSED");
  }

  @Test
  void whatWaitsSaysSoToEveryOtherAnswer() {
    aDayIsWaitedFor();
    for (var word : new String[] {"retry", "approve", "dismis"}) {
      assertThat(shell.run("answer", "1", word).exits(Exit.USAGE).err())
          .contains("INC-1 asks nothing: it waits until 2026-11-04 01:")
          .contains("prunella heal 1 tries now, prunella answer 1 dismiss --why ... ends it");
    }
    assertThat(shell.run("approve", "1").exits(Exit.USAGE).err()).contains("it waits until");
    assertThat(shell.ok("incidents").out()).contains("waiting");
  }
}
