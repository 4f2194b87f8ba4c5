package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code backfill} takes for done. */
class BackfillTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void threeDays() {
    shell = SmallShop.in(folder, 3);
    shell.ok("backfill", "--to", "2026-11-04");
  }

  private List<String> toRun() {
    var view = shell.ok("backfill", "--to", "2026-11-04", "--dry-run", "--json").json();
    var labels = new ArrayList<String>();
    view.path("intervals").forEach(label -> labels.add(label.asText()));
    return labels;
  }

  private String again() {
    return shell.ok("backfill", "--to", "2026-11-04").out();
  }

  private String ordersOf(int day) {
    return shell.value("select count(*) from stg where day = '" + SmallShop.day(day) + "'");
  }

  @Test
  void whatIsThereAsARunWouldMakeItIsDone() {
    assertThat(toRun()).isEmpty();
    assertThat(again())
        .contains("0 intervals published")
        .contains("passed over 3 (done): 2026-11-01, 2026-11-02, 2026-11-03");
  }

  @Test
  void whatCannotBeRunSaysWhatCanBe() {
    assertThat(
            shell
                .run("backfill", "--from", "2026-11-20", "--to", "2026-11-10")
                .exits(Exit.USAGE)
                .err())
        .contains("there is no interval", "next:  name a --from that is before --to");
    assertThat(shell.run("run", "nope").exits(Exit.USAGE).err())
        .contains("there is no pipeline 'nope'", "next:  prunella run shop\n");
    assertThat(shell.run("run", "stg").exits(Exit.USAGE).err())
        .contains("next:  prunella run shop --select stg\n");
  }

  @Test
  void whatWasRolledBackIsRunAgain() {
    shell.ok("rollback", "main");
    assertThat(ordersOf(3)).isEqualTo("0");
    assertThat(again())
        .contains(
            "again 1 (what was published of raw_orders, sales and stg was undone): 2026-11-03")
        .contains("1 interval published");
    assertThat(ordersOf(3)).isEqualTo("2");
    assertThat(toRun()).isEmpty();
  }

  @Test
  void whatWasDroppedIsRunAgainForEachInterval() {
    shell.ok("table", "drop", "stg");
    assertThat(toRun()).containsExactly("2026-11-01", "2026-11-02", "2026-11-03");
    assertThat(again()).contains("again 3 (stg was dropped since)");
    assertThat(shell.value("select count(*) from stg")).isEqualTo("6");
  }

  @Test
  void aCorrectedFileOfAPastIntervalIsRunAgain() {
    SmallShop.longAgo(shell.write(SmallShop.landing(2), SmallShop.good(2).replace("1.50", "7.50")));
    assertThat(toRun()).containsExactly("2026-11-02");
    assertThat(shell.ok("backfill", "--to", "2026-11-04", "--dry-run").out())
        .contains("again 1 (the file of raw_orders has changed since): 2026-11-02");
  }

  @Test
  void afterAChangeOfAModelPeopleDecide() {
    shell.write(
        "models/stg.sql",
        """
        -- materialized: interval by day
        select id, country, amount * 2 as amount, day
        from raw_orders
        where _interval >= $interval_start and _interval < $interval_end
        """);
    assertThat(toRun()).isEmpty();
    assertThat(again())
        .contains("passed over 3 (done, though stg has changed since: --again computes them anew)");
    shell.ok("run", "-i", "2026-11-02");
    assertThat(again())
        .contains("passed over 2 (done, though stg")
        .contains("passed over 1 (done)");
    shell.ok("backfill", "--to", "2026-11-04", "--again");
    assertThat(again()).contains("passed over 3 (done):");
    assertThat(shell.value("select sum(amount) from sales")).isEqualTo("24.00");
  }
}
