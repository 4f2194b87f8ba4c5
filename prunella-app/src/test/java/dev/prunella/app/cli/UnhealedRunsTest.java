package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of runs that nobody had healed, and of what would be tried. */
class UnhealedRunsTest {
  @TempDir Path folder = Path.of("");

  private Shell shell = new Shell(folder);

  @BeforeEach
  void aShop() {
    shell = SmallShop.in(folder, 2);
    shell.clock = new SettableClock(Instant.parse("2026-11-04T01:00:00Z"));
  }

  @Test
  void runsThatAreNoIncidentsYetAreCounted() {
    assertThat(shell.ok("incidents").out()).isEqualTo("no incidents yet\n");
    shell.ok("run", "-i", SmallShop.day(1));
    shell.write(SmallShop.landing(2), "id,country,amount,day\n1,DE,much,2026-11-02\n");
    shell.run("run", "-i", SmallShop.day(2)).exits(Exit.HELD);
    shell.run("run", "-i", SmallShop.day(2)).exits(Exit.HELD);
    var out = shell.run("run", "-i", SmallShop.day(3)).exits(Exit.HELD).out();
    assertThat(out)
        .contains("next: prunella resume run-4   |   prunella show run-4   |   prunella heal");
    assertThat(shell.ok("incidents").out())
        .isEqualTo("no incidents yet; 2 runs did not come through\nnext: prunella heal\n");
    assertThat(shell.ok("incidents", "--json").json().path("incidents")).isEmpty();
    shell.write(SmallShop.landing(2), SmallShop.good(2));
    shell.ok("run", "-i", SmallShop.day(2));
    assertThat(shell.ok("incidents").out())
        .isEqualTo("no incidents yet; 1 run did not come through\nnext: prunella heal\n");
  }

  @Test
  void whatWouldBeTriedIsOneDocument() {
    var none = shell.ok("heal", "--explain", "--json").json();
    assertThat(none.path("plans").isArray()).isTrue();
    assertThat(none.path("plans")).isEmpty();
    assertThat(shell.ok("heal", "--explain").out()).isEqualTo("no incident is open\n");
    shell.run("run", "-i", SmallShop.day(3), "--heal").exits(Exit.HELD);
    shell.write(SmallShop.landing(2), "id,country,amount,day\n1,DE,much,2026-11-02\n");
    shell.run("run", "-i", SmallShop.day(2), "--heal").exits(Exit.HELD);
    var plans = shell.ok("heal", "--explain", "--json").json().path("plans");
    assertThat(plans).hasSize(2);
    assertThat(plans.get(0).path("incident").asText()).isEqualTo("INC-1");
    var named = shell.ok("heal", "1", "--explain", "--json").json();
    assertThat(named).isEqualTo(plans.get(0));
    assertThat(shell.ok("heal", "--explain").out()).contains("INC-1", "INC-2");
  }
}
