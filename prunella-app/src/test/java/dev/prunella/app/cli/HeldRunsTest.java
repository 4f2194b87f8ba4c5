package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose data does not pass: what readers of main see, and what is kept for a person. */
class HeldRunsTest {
  private static final String HOLDING =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: shop
      version: 1.0.0
      status: active
      schema:
        - name: stg
          properties:
            - name: country
              logicalType: string
              quality:
                - id: known-country
                  metric: invalidValues
                  arguments: {validValues: [DE, FR]}
                  mustBe: 0
      """;

  private static final String LAYING_ASIDE =
      HOLDING.replaceFirst(
          "( *)mustBe: 0",
          """
          $1mustBe: 0
          $1customProperties:
          $1  - {property: onFailure, value: quarantine}
          $1  - {property: maxShare, value: 0.5}\
          """);

  @TempDir Path folder = Path.of("");

  private Shell shop(String contract) throws IOException {
    var shell = SmallShop.in(folder, 3);
    Files.createDirectories(folder.resolve("contracts"));
    shell.write("contracts/shop.odcs.yaml", contract);
    shell.ok("validate");
    return shell;
  }

  private static void deliver(Shell shell, int day, String text) throws IOException {
    Files.setLastModifiedTime(shell.write(SmallShop.landing(day), text), FileTime.fromMillis(0));
  }

  @Test
  void whatBreaksItsContractIsHeldAndMainKeepsItsLastGoodData() throws IOException {
    var shell = shop(HOLDING);
    shell.ok("run", "--interval", SmallShop.day(1));
    deliver(shell, 2, SmallShop.good(2).replace("FR", "XX"));

    var out = shell.run("run", "--interval", SmallShop.day(2)).exits(Exit.HELD).out();

    assertThat(out)
        .contains("HELD")
        .contains("contracts/shop.odcs.yaml:12")
        .contains("stg.country.known-country")
        .contains("country XX")
        .contains("skipped: it needs stg")
        .contains("main keeps its last good data");
    assertThat(shell.value("select count(*) from stg")).isEqualTo("2");
    assertThat(shell.value("select count(*) from stg", "--at", "run/2")).isEqualTo("4");
    assertThat(shell.ok("show", "run-2").out()).contains("HELD").contains("prunella resume run-2");

    deliver(shell, 2, SmallShop.good(2));
    shell.ok("resume", "run-2");
    assertThat(shell.value("select count(*) from stg")).isEqualTo("4");
    assertThat(shell.value("select sum(orders) from sales")).isEqualTo("4");
  }

  @Test
  void moreThanMayBeLaidAsideIsHeldThoughItsRuleOnlyWarns() throws IOException {
    var shell =
        shop(
            LAYING_ASIDE
                .replace("value: 0.5", "value: 0.1")
                .replaceFirst("( *)mustBe: 0\n", "$1mustBe: 0\n$1severity: warn\n"));
    shell.ok("run", "--interval", SmallShop.day(1));
    deliver(shell, 2, SmallShop.good(2).replace("FR", "XX"));

    var out = shell.run("run", "--interval", SmallShop.day(2)).exits(Exit.HELD).out();

    assertThat(out).contains("1 of 2 rows break rules of the contract, more than it allows");
    assertThat(shell.value("select count(*) from stg")).isEqualTo("2");
  }

  @Test
  void failingRowsAreLaidAsideOnceAndNoneIsLost() throws IOException {
    var shell = shop(LAYING_ASIDE);
    shell.ok("run", "--interval", SmallShop.day(1));
    assertThat(shell.ok("table", "list").out()).doesNotContain("quarantine");
    deliver(shell, 2, SmallShop.good(2).replace("FR", "XX"));

    var run = shell.ok("run", "--interval", SmallShop.day(2), "--json").json();

    assertThat(verdict(run, "given = written + quarantined").path("sentence").asText())
        .isEqualTo("1 of 2 rows are laid aside in stg__quarantine");
    assertThat(shell.value("select count(*) from stg")).isEqualTo("3");
    assertThat(
            shell.value(
                "select country || ' ' || _rule || ' ' || _run || ' ' || _of_interval"
                    + " from stg__quarantine"))
        .isEqualTo("XX stg.country.known-country run-2 2026-11-02");

    shell.ok("run", "--interval", SmallShop.day(2), "--again");
    assertThat(shell.value("select count(*) from stg__quarantine")).isEqualTo("1");
    shell.ok("run", "--interval", SmallShop.day(3));
    assertThat(shell.value("select count(*) from stg__quarantine")).isEqualTo("1");

    deliver(shell, 2, SmallShop.good(2));
    shell.ok("run", "--interval", SmallShop.day(2));
    assertThat(shell.value("select count(*) from stg__quarantine")).isEqualTo("0");
    assertThat(shell.value("select count(*) from stg")).isEqualTo("6");
  }

  @Test
  void rowsOfOtherDaysThatAreDroppedAreNotLaidAsideAndNoShareIsCountedOfThem() throws IOException {
    var shell = shop(LAYING_ASIDE.replace("0.5", "0.4"));
    shell.write(
        "models/stg.sql",
        """
        -- materialized: interval by day
        -- outside: drop
        select id, country, amount, day
        from raw_orders
        where _interval >= $interval_start and _interval < $interval_end
        """);
    var others = "91,DE,1.00,%1$s\n92,DE,1.00,%1$s\n93,YY,1.00,%1$s\n".formatted(SmallShop.day(2));
    deliver(shell, 1, SmallShop.good(1).replace("FR", "XX") + others);

    var out = shell.run("run", "--interval", SmallShop.day(1)).exits(Exit.HELD).out();
    assertThat(out).contains("1 of 2 rows break rules of the contract, more than it allows");

    deliver(shell, 1, SmallShop.good(1) + "13,XX,1.00,%s\n".formatted(SmallShop.day(1)) + others);
    var run = shell.ok("run", "--interval", SmallShop.day(1), "--json").json();
    assertThat(verdict(run, "given = written + quarantined").path("sentence").asText())
        .isEqualTo("1 of 3 rows are laid aside in stg__quarantine");
    assertThat(shell.value("select string_agg(country, ' ') from stg__quarantine")).isEqualTo("XX");
    assertThat(shell.value("select count(*) from stg")).isEqualTo("2");
  }

  @Test
  void whereMoreRowsFailThanMayBeLaidAsideNoneIsAndTheRunIsHeld() throws IOException {
    var shell = shop(LAYING_ASIDE.replace("0.5", "0.1"));
    deliver(shell, 1, SmallShop.good(1).replace("FR", "XX"));

    shell.run("run", "--interval", SmallShop.day(1)).exits(Exit.HELD);

    assertThat(shell.value("select count(*) from stg", "--at", "run/1")).isEqualTo("2");
    assertThat(shell.ok("table", "list").out()).doesNotContain("stg");
  }

  private static JsonNode verdict(JsonNode run, String rule) {
    for (var step : run.path("steps")) {
      for (var verdict : step.path("verdicts")) {
        if (verdict.path("rule").asText().equals(rule)) {
          return verdict;
        }
      }
    }
    throw new AssertionError("no verdict " + rule + " in " + run);
  }
}
