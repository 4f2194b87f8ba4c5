package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sandboxes for people: made at once, seen by nobody else, gone when their time is over. */
class SandboxCommandsTest {
  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T06:00:00Z"));

  private Shell withOrders() {
    var shell = Shell.inProject(folder);
    shell.clock = clock;
    return shell.withOrders();
  }

  @Test
  void oneIsMadeListedAskedAndDropped() {
    var shell = withOrders();
    var made = shell.ok("sandbox", "create", "prices", "--json").json();
    assertThat(made.path("branch").asText()).isEqualTo("sandbox/prices");
    assertThat(made.path("until").asText()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(shell.ok("sandbox", "list").out()).contains("prices", "ana");
    assertThat(shell.ok("sandbox", "sql", "prices", "select count(*) as n from orders").out())
        .contains("4");
    assertThat(
            shell
                .ok("sandbox", "sql", "prices", "select sum(amount) as s from orders", "--json")
                .json()
                .at("/rows/0/0")
                .asText())
        .isEqualTo("137.65");
    assertThat(shell.ok("sandbox", "diff", "prices").out()).contains("no difference");
    assertThat(shell.ok("sandbox", "drop", "prices", "--json").json().path("commit").asText())
        .isEqualTo(shell.head("main"));
    assertThat(shell.ok("sandbox", "list").out()).contains("there are none");
    assertThat(shell.ok("branch", "list").out()).doesNotContain("sandbox/");
    shell.ok("sandbox", "create", "prices");
  }

  @Test
  void whatIsRunThereReachesMainOnlyByAMerge() {
    var shell = SmallShop.in(folder, 3);
    shell.ok("run", "-i", SmallShop.day(1));
    var main = shell.head("main");
    shell.ok("sandbox", "create", "double");
    shell.write(
        "models/sales.sql",
        """
        -- materialized: full
        select country, 2 * sum(amount) as amount, count(*) as orders from stg group by all
        """);

    assertThat(shell.run("sandbox", "run", "double", "-i", SmallShop.day(1)).exits(Exit.OK).out())
        .contains("kept on sandbox/double")
        .contains("main is as it was");

    assertThat(shell.head("main")).isEqualTo(main);
    assertThat(shell.value("select sum(amount) from sales")).isEqualTo("4.00");
    assertThat(shell.value("select sum(amount) from sales", "--at", "sandbox/double"))
        .isEqualTo("8.00");
    assertThat(shell.ok("sandbox", "diff", "double").out()).contains("sales").doesNotContain("stg");
    assertThat(shell.ok("sandbox", "diff", "double", "sales", "--rows").out()).contains("5.00");
    var run = shell.ok("runs", "--json").json().at("/runs/0/run").asText();
    shell.run("resume", run).exits(Exit.REFUSED);
    assertThat(shell.head("main")).isEqualTo(main);

    shell.ok("merge", "sandbox/double");
    assertThat(shell.value("select sum(amount) from sales")).isEqualTo("8.00");
  }

  @Test
  void runsThereGoOnFromOneAnotherAndCountForNobodyElse() {
    var shell = SmallShop.in(folder, 3);
    shell.ok("run", "-i", SmallShop.day(1));
    shell.ok("sandbox", "create", "ahead");
    shell.run("sandbox", "run", "ahead", "-i", SmallShop.day(2)).exits(Exit.OK);
    shell.run("sandbox", "run", "ahead", "-i", SmallShop.day(3)).exits(Exit.OK);
    assertThat(shell.value("select count(*) from stg", "--at", "sandbox/ahead")).isEqualTo("6");
    assertThat(shell.value("select count(*) from stg")).isEqualTo("2");
    shell.ok("run", "-i", SmallShop.day(2));
    assertThat(shell.value("select count(*) from stg")).isEqualTo("4");
  }

  @Test
  void whatComesThroughIsKeptThoughOtherStepsFail() {
    var shell = SmallShop.in(folder, 2);
    shell.ok("run", "-i", SmallShop.day(1));
    shell.ok("sandbox", "create", "broken");
    shell.write(
        "models/sales.sql",
        "-- materialized: full\nselect country, cast(country as integer) as amount from stg\n");
    shell.run("sandbox", "run", "broken", "-i", SmallShop.day(2)).exits(Exit.HELD);
    assertThat(shell.value("select count(*) from stg", "--at", "sandbox/broken")).isEqualTo("4");
    assertThat(shell.value("select count(*) from stg")).isEqualTo("2");
  }

  @Test
  void oneWhoseTimeIsOverIsRefusedAndCollected() {
    var shell = withOrders();
    shell.ok("sandbox", "create", "short", "--ttl", "30m");
    shell.ok("sandbox", "create", "long", "--ttl", "2d");
    clock.pass(Duration.ofHours(1));
    assertThat(shell.run("sandbox", "sql", "short", "select 1").exits(Exit.NOT_FOUND).err())
        .contains("the time of sandbox 'short' was over");
    assertThat(shell.ok("sandbox", "list").out()).contains("long").doesNotContain("short");
    shell.run("gc", "--dry-run");
    assertThat(shell.ok("branch", "list").out()).contains("sandbox/short");
    assertThat(shell.run("gc").exits(Exit.OK).err()).contains("sandbox short");
    assertThat(shell.ok("branch", "list").out())
        .contains("sandbox/long")
        .doesNotContain("sandbox/short");
    shell.ok("sandbox", "create", "short");
  }

  @Test
  void aNameOfOneWhoseTimeIsOverIsFreeAgain() {
    var shell = withOrders();
    shell.ok("sandbox", "create", "x", "--ttl", "30m");
    clock.pass(Duration.ofHours(1));
    shell.ok("sandbox", "create", "x");
    shell.ok("sandbox", "sql", "x", "select 1");
  }

  @Test
  void aBranchThatSomebodyMadeByHandIsNoSandbox() {
    var shell = withOrders();
    shell.ok("sandbox", "create", "x", "--ttl", "30m");
    shell.ok("sandbox", "drop", "x");
    shell.ok("branch", "create", "sandbox/x");
    clock.pass(Duration.ofDays(3));
    shell.run("gc").exits(Exit.OK);
    assertThat(shell.ok("branch", "list").out()).contains("sandbox/x");
    shell.run("sandbox", "sql", "x", "select 1").exits(Exit.NOT_FOUND);
  }

  @Test
  void errorsSayWhatNext() {
    var shell = withOrders();
    shell.ok("sandbox", "create", "prices");
    assertThat(shell.run("sandbox", "sql", "pricse", "select 1").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'prices'?");
    assertThat(shell.run("sandbox", "create", "prices").exits(Exit.REFUSED).err())
        .contains("there is a sandbox 'prices' already");
    shell.run("sandbox", "create", "a..b").exits(Exit.USAGE);
    shell.run("sandbox", "create", "y", "--ttl", "soon").exits(Exit.USAGE);
    shell.run("sandbox", "create", "y", "--ttl", "90d").exits(Exit.USAGE);
    shell.run("sandbox", "create", "y", "--from", "nowhere").exits(Exit.NOT_FOUND);
    shell.run("sandbox", "drop", "y").exits(Exit.NOT_FOUND);
    assertThat(shell.run("sandbox", "sql", "prices", "copy orders to 'x'").err()).isNotEmpty();
    assertThat(shell.ok("sandbox", "create").out()).contains("ana-1");
    assertThat(shell.ok("sandbox", "create").out()).contains("ana-2");
  }

  @Test
  void anEarlierStateCanBeTriedOn() {
    var shell = withOrders();
    var before = shell.head("main");
    shell.write("more.csv", "order_id,day,country,amount\n9,2026-11-22,JP,1.00\n");
    shell.ok("table", "drop", "orders");
    shell.ok("sandbox", "create", "back", "--from", before);
    assertThat(shell.ok("sandbox", "sql", "back", "select count(*) as n from orders").out())
        .contains("4");
  }
}
