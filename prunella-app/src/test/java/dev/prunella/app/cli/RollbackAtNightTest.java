package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a schedule does after somebody has taken days back. */
class RollbackAtNightTest {
  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-02T12:00:00Z"));

  private String days(Shell shell) {
    return shell.value(
        "select string_agg(distinct day::varchar, ' ' order by day::varchar) from stg");
  }

  private Shell.Answer morning(Shell shell, String day) {
    clock.pass(Duration.between(clock.instant(), Instant.parse(day + "T04:00:00Z")));
    return shell.run("schedule", "--once");
  }

  @Test
  void nothingIsBuiltOnMissingDaysUntilWhoTookThemBackSaysThatItWasMeant() {
    var shell = SmallShop.in(folder, 6);
    shell.clock = clock;
    shell.write(
        "prunella.yaml",
        """
        name: shop
        mode: act
        pipelines:
          shop: {interval: daily, start: 2026-11-01, schedule: "0 3 * * *"}
        """);
    shell.ok("schedule", "--once");
    for (var day : new String[] {"2026-11-03", "2026-11-04", "2026-11-05"}) {
      morning(shell, day).exits(Exit.OK);
    }
    assertThat(days(shell)).isEqualTo("2026-11-02 2026-11-03 2026-11-04");
    shell.ok("rollback", "main");
    assertThat(days(shell)).isEqualTo("2026-11-02 2026-11-03");

    var held = morning(shell, "2026-11-06");

    assertThat(held.out() + held.err()).contains("nothing is run until INC-1 is answered");
    assertThat(days(shell)).isEqualTo("2026-11-02 2026-11-03");
    assertThat(shell.run("status").out()).contains("OUTDATED");

    shell.ok("answer", "1", "deny", "--why", "the fourth was wrong");
    morning(shell, "2026-11-06").exits(Exit.OK);

    assertThat(days(shell)).isEqualTo("2026-11-02 2026-11-03 2026-11-05");
    assertThat(shell.run("status").out()).contains("OUTDATED");
  }
}
