package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code status}, and what becomes of the branches of runs. */
class StatusTest {
  private static final String GOOD =
      """
      -- materialized: interval by order_date
      select order_id, cast(ordered_at as date) as order_date, upper(trim(country)) as country,
        product, quantity, amount
      from raw_orders
      where _interval >= $interval_start and _interval < $interval_end
      """;

  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = Shell.inProject(folder);
  }

  private void day(String day) {
    shell.ok("run", "--interval", day);
  }

  private void failingDay(String day) {
    shell.write(
        "models/staging/stg_orders.sql",
        GOOD.replace(", amount", ", cast(product as integer) as amount"));
    shell.run("run", "--interval", day).exits(Exit.HELD);
  }

  private void bring(String day) {
    SmallShop.longAgo(
        shell.write(
            "landing/" + day + ".csv",
            SmallShop.read(folder.resolve("landing/2026-01-01.csv")).replace("2026-01-01", day)));
  }

  /** Every row of a day's file once more, where a contract says that each comes once. */
  private void bringTwice(String day) {
    try {
      Files.createDirectories(folder.resolve("contracts"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    shell.write(
        "contracts/shop.odcs.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: shop
        version: 1.0.0
        status: active
        schema:
          - name: stg_orders
            properties:
              - {name: order_id, logicalType: integer, primaryKey: true, primaryKeyPosition: 1}
        """);
    var file = folder.resolve("landing").resolve(day + ".csv");
    var rows = SmallShop.read(file);
    SmallShop.append(file, rows.substring(rows.indexOf('\n') + 1));
    SmallShop.longAgo(file);
  }

  private JsonNode table(String name) {
    for (var table : shell.ok("status", "--json").json().path("tables")) {
      if (table.path("table").asText().equals(name)) {
        return table;
      }
    }
    throw new AssertionError("no table " + name);
  }

  @Test
  void beforeTheFirstRunNothingIsBuiltYet() {
    var out = shell.run("status", "--check").exits(Exit.HELD).out();
    assertThat(out)
        .contains("3 not built yet")
        .contains("not built yet  raw_orders, stg_orders, daily_revenue")
        .contains("never run")
        .endsWith("next: prunella run\n");
  }

  @Test
  void afterAGoodRunAllIsFreshAndSaysToWhichDay() {
    day("2026-01-01");
    day("2026-01-02");
    var out = shell.ok("status", "--check").out();
    assertThat(out).startsWith("shop  all fresh: 3 tables   main is at ").doesNotContain("next:");
    assertThat(out).containsPattern("fresh  stg_orders +to 2026-01-02 +\\d+ rows  run-2, ");
    assertThat(out).containsPattern("pipeline  daily  2026-01-02  published  run-2, ");
    assertThat(out.lines().count()).isEqualTo(5);
  }

  @Test
  void aFailureSaysWhatReadersSeeSinceWhenAndWhy() {
    day("2026-01-01");
    failingDay("2026-01-02");
    var out = shell.run("status", "--check").exits(Exit.HELD).out();
    assertThat(out)
        .startsWith("shop  2 of 3 tables STALE")
        .containsPattern("STALE +stg_orders +to 2026-01-01 +\\d+ rows +run-1 +since ")
        .containsPattern("STALE +daily_revenue .*needs stg_orders")
        .containsPattern("fresh +raw_orders +to 2026-01-02")
        .contains("because  stg_orders failed in run-2, without 2026-01-02: a value or column")
        .containsPattern("\n +models/staging/stg_orders.sql:\\d  Could not convert string 'coffee'")
        .endsWith("next: prunella resume run-2   |   prunella show run-2\n");
    assertThat(out.lines().count()).isLessThanOrEqualTo(10);
    assertThat(out.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    var stale = table("daily_revenue");
    assertThat(stale.path("state").asText()).isEqualTo("stale");
    assertThat(stale.path("step").asText()).isEqualTo("stg_orders");
    assertThat(stale.path("fault").asText()).isNotEmpty();
    assertThat(stale.at("/intervals/0").asText()).isEqualTo("2026-01-02");
  }

  @Test
  void aGapThatALaterDayHasNotFilledIsStillTold() {
    shell.write("models/staging/stg_orders.sql", GOOD);
    day("2026-01-01");
    failingDay("2026-01-02");
    shell.write("models/staging/stg_orders.sql", GOOD);
    day("2026-01-03");
    assertThat(table("stg_orders").path("state").asText()).isEqualTo("stale");
    assertThat(table("stg_orders").path("through").asText()).isEqualTo("2026-01-03");
    assertThat(table("stg_orders").at("/intervals/0").asText()).isEqualTo("2026-01-02");
    day("2026-01-02");
    shell.ok("status", "--check");
  }

  @Test
  void aFailureAgainAndAgainIsStaleSinceTheFirst() {
    shell.clock = new SettableClock(Instant.parse("2026-01-05T00:00:00Z"));
    day("2026-01-01");
    failingDay("2026-01-02");
    shell.clock = new SettableClock(Instant.parse("2026-01-06T00:00:00Z"));
    shell.run("run", "--interval", "2026-01-02").exits(Exit.HELD);
    assertThat(table("stg_orders").path("since").asText()).isEqualTo("2026-01-05T00:00:00Z");
    assertThat(table("stg_orders").path("failedRun").asText()).isEqualTo("run-3");
  }

  @Test
  void whatWasRolledBackIsOutdatedUntilItIsRunAgain() {
    day("2026-01-01");
    day("2026-01-02");
    shell.ok("rollback", "main");
    assertThat(shell.run("status", "--check").exits(Exit.HELD).out())
        .startsWith("shop  3 of 3 tables OUTDATED")
        .containsPattern("OUTDATED +stg_orders +to 2026-01-01")
        .contains(
            "because  what was published of daily_revenue, raw_orders and stg_orders was undone:"
                + " 2026-01-02\n")
        .endsWith("next: prunella backfill --from 2026-01-02\n");
    assertThat(table("raw_orders").at("/outdated/reason").asText()).isEqualTo("undone");
    assertThat(table("raw_orders").path("state").asText()).isEqualTo("outdated");
    day("2026-01-02");
    shell.ok("status", "--check");
  }

  @Test
  void aTableThatWasDroppedIsNamedWithItsReason() {
    day("2026-01-01");
    shell.ok("table", "drop", "stg_orders");
    assertThat(shell.run("status", "--check").exits(Exit.HELD).out())
        .contains("because  stg_orders was dropped since: 2026-01-01\n");
  }

  @Test
  void aCorrectedFileOfAPastDayIsSeen() {
    day("2026-01-01");
    day("2026-01-02");
    SmallShop.append(
        folder.resolve("landing/2026-01-01.csv"), "9999,2026-01-01 10:00:00,de,tea,1,2\n");
    assertThat(shell.run("status", "--check").exits(Exit.HELD).out())
        .contains("because  the file of raw_orders has changed since: 2026-01-01\n");
    assertThat(table("daily_revenue").at("/outdated/step").asText()).isEqualTo("raw_orders");
  }

  @Test
  void olderCodeIsToldAndNeedsNobody() {
    day("2026-01-01");
    day("2026-01-02");
    shell.write("models/staging/stg_orders.sql", GOOD);
    assertThat(shell.ok("status", "--check").out())
        .startsWith("shop  nothing is missing: 3 tables, 2 by older code")
        .containsPattern("older code +stg_orders")
        .contains("because  stg_orders has changed since: 2026-01-02, 2026-01-01\n")
        .endsWith("next: prunella backfill --from 2026-01-01 --again\n");
  }

  @Test
  void aFileThatNeverCameMakesNothingStale() {
    day("2026-01-01");
    shell.run("run", "--interval", "2026-01-09").exits(Exit.HELD);
    assertThat(shell.ok("status", "--check").out())
        .startsWith("shop  all fresh: 3 tables")
        .contains("waits    raw_orders for 2026-01-09: its file had not come in run-2\n")
        .doesNotContain("STALE")
        .doesNotContain("resume");
    bring("2026-01-09");
    assertThat(shell.run("status", "--check").exits(Exit.HELD).out())
        .contains("its file has come since run-2")
        .endsWith("next: prunella resume run-2\n");
    shell.ok("resume", "run-2");
    assertThat(shell.ok("status", "--check").out()).doesNotContain("waits");
  }

  @Test
  void anIntervalBeforeTheStartThatWasNeverPublishedMakesNothingStale() {
    shell = SmallShop.in(folder.resolve("small"), 3);
    shell.ok("run", "-i", SmallShop.day(1));
    shell.ok("run", "-i", SmallShop.day(2));
    shell.run("run", "-i", "2023-11-20").exits(Exit.HELD);

    assertThat(shell.ok("status", "--check").out())
        .startsWith("shop  all fresh: 3 tables")
        .doesNotContain("waits", "resume");
    assertThat(shell.ok("runs").out()).contains("run-3", "2023-11-20");
  }

  @Test
  void anIntervalBeforeTheStartHidesNoFailureOfALaterOne() {
    shell = SmallShop.in(folder.resolve("small"), 2);
    shell.ok("run", "-i", SmallShop.day(1));
    var good = SmallShop.read(shell.folder.resolve("models/sales.sql"));
    shell.write("models/sales.sql", good.replace("sum(amount)", "sum(cast(country as integer))"));
    shell.run("run", "-i", SmallShop.day(2)).exits(Exit.HELD);
    shell.run("run", "-i", "2023-11-20").exits(Exit.HELD);

    assertThat(shell.run("status", "--check").exits(Exit.HELD).out())
        .startsWith("shop  1 of 3 tables STALE")
        .contains("because  sales failed in run-2, without 2026-11-02: ")
        .doesNotContain("without 2023", "failed in run-3")
        .endsWith("next: prunella resume run-2   |   prunella show run-2\n");
  }

  @Test
  void anIntervalBeforeTheStartThatWasPublishedOnceCanBeMissed() {
    shell = SmallShop.in(folder.resolve("small"), 2);
    var early = "2026-10-31";
    SmallShop.longAgo(
        shell.write("landing/" + early + ".csv", SmallShop.good(1).replace("2026-11-01", early)));
    shell.run("run", "-i", early).exits(Exit.OK);
    shell.ok("run", "-i", SmallShop.day(1));
    SmallShop.longAgo(shell.write("landing/" + early + ".csv", "id,country,amount,day\nx,y,z,w\n"));
    shell.run("run", "-i", early).exits(Exit.HELD);

    assertThat(shell.run("status", "--check").exits(Exit.HELD).out())
        .contains("because  raw_orders failed in run-3, without 2026-10-31: ");
  }

  @Test
  void eachIntervalIsToldWithItsOwnRunAndCauseAndAllAreToBeResumed() {
    shell.write("models/staging/stg_orders.sql", GOOD);
    day("2026-01-01");
    failingDay("2026-01-02");
    failingDay("2026-01-03");
    shell.write("models/staging/stg_orders.sql", GOOD);
    bring("2026-01-04");
    bring("2026-01-05");
    bringTwice("2026-01-04");
    shell.run("run", "--interval", "2026-01-04").exits(Exit.HELD);

    var out = shell.ok("status").out();

    assertThat(out)
        .containsPattern("because  stg_orders failed in run-4, without 2026-01-04: [^,]+\n")
        .containsPattern(
            "because  stg_orders failed in run-3, without 2026-01-03: a value or column")
        .contains("\n         also in run-2 without 2026-01-02\n")
        .endsWith("next: prunella resume run-2, prunella resume run-3, prunella resume run-4\n");
    var causes = table("stg_orders").path("causes");
    assertThat(causes).hasSize(3);
    assertThat(causes.at("/0/run").asText()).isEqualTo("run-4");
    assertThat(causes.at("/2/run").asText()).isEqualTo("run-2");
    assertThat(causes.at("/2/interval").asText()).isEqualTo("2026-01-02");
    assertThat(causes.at("/2/why").asText()).startsWith("a value or column");
    failingDay("2026-01-05");
    assertThat(shell.ok("status").out())
        .endsWith("next: prunella resume run-2 and 3 more   |   prunella runs\n");
  }

  @Test
  void aFileThatARunHasLoadedInPartHasNotChangedSince() {
    shell.write("models/staging/stg_orders.sql", GOOD);
    day("2026-01-01");
    day("2026-01-02");
    bringTwice("2026-01-02");
    shell.run("run", "--interval", "2026-01-02").exits(Exit.HELD);

    assertThat(shell.run("status", "--check").exits(Exit.HELD).out())
        .startsWith("shop  2 of 3 tables STALE")
        .containsPattern("fresh +raw_orders +to 2026-01-02 +\\d+ rows +run-3")
        .doesNotContain("has changed since");
    assertThat(
            shell.ok("backfill", "--from", "2026-01-02", "--to", "2026-01-03", "--dry-run").out())
        .as("it is still to be done")
        .contains("2026-01-02");
    SmallShop.append(
        folder.resolve("landing/2026-01-02.csv"), "9999,2026-01-02 10:00:00,de,tea,1,2\n");
    assertThat(shell.ok("status").out())
        .contains("because  the file of raw_orders has changed since: 2026-01-02\n");
  }

  @Test
  void whatWasChangedByHandIsNotFreshWhileItIsAskedWhetherThatIsToStay() {
    shell = SmallShop.in(folder.resolve("small"), 2);
    shell.write(
        "prunella.yaml",
        """
        name: shop
        mode: propose
        pipelines:
          shop: {interval: daily, start: 2026-11-01}
        """);
    shell.ok("run", "-i", SmallShop.day(1));
    shell.ok("run", "-i", SmallShop.day(2));
    shell.write("more.csv", "id,country,amount,day\n7,DE,1.50,2026-11-02\n");
    shell.ok("table", "import", "more.csv", "stg", "--append");
    shell.run("heal");
    assertThat(shell.ok("questions").out()).contains("INC-1", "stg");

    assertThat(shell.run("status", "--check").exits(Exit.HELD).out())
        .startsWith("shop  1 of 3 tables OUTDATED")
        .containsPattern("OUTDATED +stg ")
        .contains("because  stg was changed by hand; INC-1 asks whether that is to stay\n")
        .endsWith("next: prunella incidents 1\n");
    assertThat(table("stg").path("state").asText()).isEqualTo("outdated");
    assertThat(table("stg").path("byHand").asText()).isEqualTo("INC-1");

    shell.ok("answer", "1", "deny", "--why", "it was meant");
    assertThat(shell.ok("status", "--check").out()).contains("all fresh: 3 tables");
  }

  @Test
  void tablesThatNoStepMakesAreNamed() {
    shell.withOrders();
    assertThat(shell.ok("status").out()).contains("no step makes  orders\n");
  }

  @Test
  void itAnswersByTheCodeOfMainWhileSomebodyHasBrokenAFile() {
    day("2026-01-01");
    shell.write("models/staging/stg_orders.sql", "selct 1");
    var answer = shell.run("status").exits(Exit.OK);
    assertThat(answer.out()).contains("all fresh: 3 tables");
    assertThat(answer.err()).contains("prunella validate");
  }

  @Test
  void theBranchListSaysWhichRunABranchIsEvidenceOf() {
    failingDay("2026-01-01");
    assertThat(shell.ok("branch", "list").out())
        .containsPattern("run/1 .*evidence of run-1: daily 2026-01-01 published in part");
    assertThat(shell.ok("branch", "list", "--json").json().at("/branches/1/evidenceOf").asText())
        .isEqualTo("run-1");
    shell.write("models/staging/stg_orders.sql", GOOD);
    day("2026-01-01");
    assertThat(shell.ok("branch", "list").out()).doesNotContain("run/");
  }

  @Test
  void oldEvidenceIsRemovedWhenAsked() {
    shell.clock = new SettableClock(Instant.parse("2026-01-05T00:00:00Z"));
    failingDay("2026-01-01");
    shell.clock = new SettableClock(Instant.parse("2026-01-25T00:00:00Z"));
    assertThat(shell.ok("runs", "--clean").out()).isEqualTo("0 branches of 0 runs removed\n");
    assertThat(shell.ok("runs", "--clean", "--older-than", "14", "--dry-run").out())
        .contains("run/1")
        .endsWith("1 branch of 1 run would be removed\n");
    var view = shell.ok("runs", "--clean", "--older-than", "14", "--json").json();
    assertThat(view.at("/removed/0/branches/0").asText()).isEqualTo("run/1");
    assertThat(shell.ok("branch", "list").out()).doesNotContain("run/");
    assertThat(shell.ok("runs").out()).contains("run-1");
    shell.run("runs", "--clean", "--failed").exits(Exit.USAGE);
    shell.run("runs", "--dry-run").exits(Exit.USAGE);
  }
}
