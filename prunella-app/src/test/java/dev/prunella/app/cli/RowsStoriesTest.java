package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows and values that a run might lose, bend or keep by mistake: it says so and publishes none.
 */
class RowsStoriesTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = SmallShop.in(folder.resolve("shop"), 4);
  }

  private void pipelines(String text) {
    shell.write("prunella.yaml", "name: shop\npipelines:\n" + text.indent(2));
  }

  private void runs(int day) {
    shell.ok("run", "-i", SmallShop.day(day));
  }

  private String held(String interval, String... more) {
    var args = new String[more.length + 3];
    args[0] = "run";
    args[1] = "-i";
    args[2] = interval;
    System.arraycopy(more, 0, args, 3, more.length);
    var head = shell.head("main");
    var answer = shell.run(args).exits(Exit.HELD);
    assertThat(shell.head("main")).isEqualTo(head);
    return answer.out();
  }

  @Test
  void twoPipelinesOfOtherCalendarsCannotMakeOneTable() {
    runs(1);
    pipelines(
        """
        shop: {interval: daily, start: 2026-11-01}
        weekly: {tables: "*", interval: weekly, start: 2026-11-01}
        """);
    var answer = shell.run("run", "weekly", "-i", "2026-10-26").exits(Exit.USAGE);
    assertThat(answer.err())
        .contains("prunella.yaml:4: pipeline 'weekly' makes 'raw_orders' weekly in UTC")
        .contains("pipeline 'shop' (line 3)", "one calendar");
    assertThat(shell.value("select count(*) from raw_orders")).isEqualTo("2");
  }

  @Test
  void aChangedCalendarDeletesNothing() {
    for (int day = 1; day <= 4; day++) {
      runs(day);
    }
    pipelines("shop: {interval: weekly, start: 2026-11-01}");
    assertThat(held("2026-11-02"))
        .contains("raw_orders has 6 rows of the interval 2026-11-02T00:00:00Z")
        .contains("next: ", "prunella table drop raw_orders");
    pipelines("shop: {interval: daily, zone: America/New_York, start: 2026-11-01}");
    assertThat(held("2026-11-02")).contains("overlaps", "prunella table drop raw_orders");
    pipelines("shop: {interval: daily, start: 2026-11-01}");
    shell.ok("run", "-i", SmallShop.day(2), "--again");
    assertThat(shell.value("select count(*) from raw_orders")).isEqualTo("8");
    assertThat(shell.value("select sum(orders) from sales")).isEqualTo("8");
  }

  @Test
  void askedForAgainTheSameBytesAreLoadedAgain() {
    runs(1);
    var table = shell.ok("run", "-i", SmallShop.day(1), "--again").out();
    assertThat(table).containsPattern("raw_orders +source +2 rows");
  }

  @Test
  void anOrderOfTheDayBeforeIsNotDroppedSilently() {
    shell.write(
        SmallShop.landing(1),
        SmallShop.good(1) + "13,DE,1.00,2026-10-31\n14,DE,1.00,\n15,DE,1.00,2026-10-30\n");
    var out = shell.run("run", "-i", SmallShop.day(1)).exits(Exit.HELD).out();
    assertThat(out)
        .contains("models/stg.sql:1")
        .contains("stg: 2 rows lie outside 2026-11-01, such as with day 2026-10-30 and 2026-10-31")
        .contains("1 row has no day")
        .contains("next: ", "outside: drop");

    shell.write(
        "models/stg.sql",
        """
        -- materialized: interval by day
        -- outside: drop
        select id, country, amount, day
        from raw_orders
        where _interval >= $interval_start and _interval < $interval_end
        """);
    out = shell.ok("run", "-i", SmallShop.day(1)).out();
    assertThat(out).containsPattern("stg +sql +2 rows, 3 left out");
    var run = shell.ok("runs", "--json").json().at("/runs/0/run").asText();
    assertThat(shell.ok("show", run).out()).contains("2 rows, 3 left out");
    assertThat(shell.ok("show", run, "--json").out()).contains("\"leftOut\" : 3");
    assertThat(shell.value("select sum(orders) from sales")).isEqualTo("2");
  }

  @Test
  void aFractionOfACentIsNotRoundedAway() {
    shell.write(SmallShop.landing(1), SmallShop.good(1) + "13,DE,11.805,2026-11-01\n");
    assertThat(held(SmallShop.day(1)))
        .contains(SmallShop.landing(1) + ":4: column amount: '11.805' would become '11.81'")
        .contains("next: ");
  }

  @Test
  void aZipCodeKeepsItsZero() {
    shell.write(SmallShop.SOURCE, "source: raw_orders\nfiles: landing/{interval:yyyy-MM-dd}.csv\n");
    shell.write(SmallShop.landing(1), "id,country,amount,day\n1,99,5,2026-11-01\n");
    runs(1);
    shell.write(SmallShop.landing(2), "id,country,amount,day\n1,01,5,2026-11-02\n");
    assertThat(held(SmallShop.day(2)))
        .contains(SmallShop.landing(2) + ":2: column country: '01' would become '1' as bigint");
  }

  @Test
  void aTableThatBecomesOneByIntervalDoesNotKeepOldRows() {
    shell.write("models/stg.sql", "select id, country, amount, day from raw_orders");
    runs(1);
    runs(2);
    shell.write(
        "models/stg.sql",
        """
        -- materialized: interval by day
        select id, country, amount, day from raw_orders
        where _interval >= $interval_start and _interval < $interval_end
        """);
    assertThat(shell.run("run", "-i", SmallShop.day(3)).exits(Exit.HELD).out())
        .contains("stg was made 'full', and is now to be made 'interval by day'")
        .contains("next: ", "prunella table drop stg");
    shell.ok("table", "drop", "stg");
    shell.ok("run", "-i", SmallShop.day(3));
    assertThat(shell.value("select sum(orders) from sales")).isEqualTo("2");
  }

  @Test
  void anOldIntervalDoesNotPutOldValuesOverNewOnes() {
    var model =
        """
        -- materialized: merge by country%s
        select country, max(day) as day, max(id) as last_id from stg
        where day >= $interval_start and day < $interval_end
        group by country
        """;
    shell.write("models/last.sql", model.formatted(""));
    runs(1);
    runs(3);
    assertThat(shell.run("run", "-i", SmallShop.day(2)).exits(Exit.HELD).out())
        .contains("last was merged for the interval 2026-11-03T00:00:00Z")
        .contains("next: ", "merge by country newest COLUMN");
    shell.write("models/last.sql", model.formatted(" newest day"));
    assertThat(shell.ok("run", "-i", SmallShop.day(2)).out())
        .containsPattern("last +sql +0 rows, 2 left out");
    assertThat(shell.value("select max(day) from last")).isEqualTo("2026-11-03");
  }

  @Test
  void aFileInLatin1IsSaidToBe() throws Exception {
    java.nio.file.Files.write(
        shell.folder.resolve(SmallShop.landing(1)),
        (SmallShop.good(1) + "13,\u00d6S,1.00,2026-11-01\n")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    assertThat(held(SmallShop.day(1)))
        .contains("is not UTF-8; it looks like Latin-1")
        .contains("next: ", "options: {encoding: latin-1}");
    shell.write(SmallShop.SOURCE, SmallShop.source() + "options: {encoding: latin-1}\n");
    runs(1);
    assertThat(shell.value("select country from raw_orders where id = 13")).isEqualTo("\u00d6S");
  }
}
