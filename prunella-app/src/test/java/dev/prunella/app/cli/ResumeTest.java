package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code resume} after somebody has put right what went wrong. */
class ResumeTest {
  private static final String BROKEN =
      """
      -- materialized: full
      select country, sum(amount) as amount, count(*) as orders, error('not today') from stg
      group by all
      """;

  @TempDir Path folder = Path.of("");

  @Test
  void afterTheFileWasCorrectedTheSameRunPublishesIt() {
    var shell = SmallShop.in(folder, 2);
    shell.write(
        "models/stg.sql",
        """
        -- materialized: interval by day
        select id, country, 100 / cast(country = 'DE' or country = 'FR' as integer) as share,
          amount, day
        from raw_orders
        where _interval >= $interval_start and _interval < $interval_end
          and if(country in ('DE', 'FR'), true, error('no such country'))
        """);
    shell.write(SmallShop.landing(1), SmallShop.good(1).replace("DE", "XX"));
    assertThat(shell.run("run", "-i", "2026-11-01").exits(Exit.HELD).out())
        .contains("no such country");

    shell.write(SmallShop.landing(1), SmallShop.good(1));
    shell.ok("resume", "run-1");

    assertThat(shell.value("select string_agg(country, ' ' order by country) from stg"))
        .isEqualTo("DE FR");
  }

  @Test
  void whatWasLoadedBeforeALaterStepFailedIsLoadedAgainWhenItsFileIsCorrected() {
    var shell = SmallShop.in(folder, 1);
    var good = shell.folder.resolve("models/sales.sql");
    var text = SmallShop.read(good);
    shell.write("models/sales.sql", BROKEN);
    shell.run("run", "-i", "2026-11-01").exits(Exit.HELD);
    shell.write("models/sales.sql", text);
    shell.write(SmallShop.landing(1), SmallShop.good(1).replace("1.50", "9.50"));

    shell.ok("resume", "run-1");

    assertThat(shell.value("select sum(amount) from sales")).isEqualTo("12.00");
    assertThat(shell.value("select sum(amount) from raw_orders")).isEqualTo("12.00");
  }

  @Test
  void whatIsAsItWasIsNotComputedAgain() {
    var shell = SmallShop.in(folder, 1);
    var text = SmallShop.read(shell.folder.resolve("models/sales.sql"));
    shell.write("models/sales.sql", BROKEN);
    shell.run("run", "-i", "2026-11-01").exits(Exit.HELD);
    shell.write("models/sales.sql", text);

    assertThat(shell.ok("resume", "run-1").out())
        .containsPattern("raw_orders +source +as it was: its source brought the same again")
        .containsPattern("stg +sql +as it was");
  }
}
