package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code prunella check} and {@code prunella contract}. */
class CheckCommandTest {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: shop
      version: 1.0.0
      status: active
      schema:
        - name: stg
          properties:
            - {name: id, logicalType: integer, primaryKey: true}
            - name: country
              logicalType: string
              quality:
                - {metric: invalidValues, arguments: {validValues: [DE, FR]}, mustBe: 0}
            - {name: amount, logicalType: number, required: true}
          quality:
            - {metric: rowCount, mustBeGreaterThan: 0}
      """;

  private static Shell shop(Path folder, int days) throws IOException {
    var shell = SmallShop.in(folder, days);
    Files.createDirectories(folder.resolve("contracts"));
    return shell;
  }

  @Test
  void whatIsKeptAndWhatIsNotIsToldWithTheRows(@TempDir Path folder) throws IOException {
    var shell = shop(folder, 2);
    shell.write("contracts/shop.odcs.yaml", CONTRACT);
    shell.ok("validate");
    shell.ok("backfill", "--from", "2026-11-01", "--to", "2026-11-02");
    var kept = shell.ok("check").out();
    assertThat(kept).contains("stg  kept  2 rows, 8 checks");
    assertThat(shell.ok("check", "stg", "--interval", "2026-11-01").out()).contains("2 rows");

    var broken = SmallShop.good(2).replace("FR", "XX");
    Files.setLastModifiedTime(
        shell.write(SmallShop.landing(2), broken), java.nio.file.attribute.FileTime.fromMillis(0));
    // The branch is looked at, whatever becomes of the run.
    shell.run("backfill", "--from", "2026-11-02", "--to", "2026-11-03");
    var head = held(shell);
    var answer = shell.run("check", "stg", "--at", head, "--json").exits(Exit.HELD).json();
    assertThat(answer.path("kept").asBoolean()).isFalse();
    var failed = answer.at("/tables/0/checks");
    for (var check : failed) {
      if (check.path("id").asText().equals("stg.country.invalidValues")) {
        assertThat(check.path("outcome").asText()).isEqualTo("failed");
        assertThat(check.path("failingRows").asInt()).isEqualTo(1);
        assertThat(check.path("place").asText()).isEqualTo("contracts/shop.odcs.yaml:13");
        assertThat(check.path("sample").toString()).contains("XX");
        assertThat(
                shell.value(
                    "select count(*) from (" + check.path("all").asText() + ")", "--at", head))
            .isEqualTo("1");
      } else {
        assertThat(check.path("outcome").asText()).isEqualTo("passed");
      }
    }
    assertThat(shell.run("check", "--at", head).exits(Exit.HELD).out())
        .contains("NOT KEPT", "stg.country.invalidValues", "found 1 row, expected 0 rows", "XX");
  }

  /** Where the bad day's rows are: on main, or on the branch of the run that was held. */
  private static String held(Shell shell) {
    for (var branch : shell.ok("branch", "list", "--json").json().path("branches")) {
      var name = branch.path("branch").asText(branch.path("name").asText());
      var count =
          shell.run(
              "sql",
              "select count(*) from stg where country = 'XX'",
              "--at",
              name,
              "--format",
              "csv");
      if (count.exit() == 0 && count.out().lines().skip(1).findFirst().orElse("0").equals("1")) {
        return name;
      }
    }
    throw new AssertionError("the bad day is nowhere");
  }

  @Test
  void aTableWithoutAContractIsToldHowToGetOne(@TempDir Path folder) throws IOException {
    var shell = shop(folder, 1);
    assertThat(shell.run("check").exits(Exit.NOT_FOUND).err()).contains("contract infer");
    shell.write("contracts/shop.odcs.yaml", CONTRACT);
    assertThat(shell.run("check", "sgt").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'stg'?");
    assertThat(shell.run("check", "sales").exits(Exit.NOT_FOUND).err()).contains("not made yet");
    shell.ok("backfill", "--from", "2026-11-01", "--to", "2026-11-02");
    assertThat(shell.run("check", "sales").exits(Exit.NOT_FOUND).err())
        .contains("table sales has no contract", "contract infer sales");
  }

  @Test
  void aTableThatIsNotThereIsSaidToBeNone(@TempDir Path folder) throws IOException {
    var shell = shop(folder, 1);
    shell.write("contracts/shop.odcs.yaml", CONTRACT);
    shell.ok("backfill", "--from", "2026-11-01", "--to", "2026-11-02");
    assertThat(shell.run("check", "nosuch").exits(Exit.NOT_FOUND).err())
        .contains("there is no table nosuch", "prunella table list")
        .doesNotContain("contract");
    assertThat(shell.run("check", "slaes").exits(Exit.NOT_FOUND).err())
        .contains("there is no table slaes; did you mean 'sales'?");
  }

  @Test
  void aFirstContractHoldsAndOverwritesNothing(@TempDir Path folder) throws IOException {
    var shell = shop(folder, 5);
    shell.ok("backfill", "--from", "2026-11-01", "--to", "2026-11-06");
    var printed = shell.ok("contract", "infer", "stg").out();
    assertThat(printed).contains("primaryKey: true", "logicalType: date", "status: draft");
    var file = "contracts/stg.odcs.yaml";
    shell.ok("contract", "infer", "stg", "-o", file);
    assertThat(folder.resolve(file)).hasContent(printed);
    shell.ok("validate");
    shell.ok("check");
    Files.writeString(folder.resolve(file), CONTRACT);
    assertThat(shell.run("contract", "infer", "stg", "-o", file).exits(Exit.REFUSED).err())
        .contains("changed by people only");
    assertThat(folder.resolve(file)).hasContent(CONTRACT);
    shell.run("contract", "infer", "stg", "-o", "models/stg.sql").exits(Exit.USAGE);
  }

  @Test
  void whatIsUniqueInAFewIntervalsIsNoKeyYet(@TempDir Path folder) throws IOException {
    var shell = shop(folder, 2);
    // Each country comes once a day, and every day.
    for (int day = 1; day <= 2; day++) {
      shell.write(
          SmallShop.landing(day), SmallShop.good(day).replaceAll("(?m)^\\d+(?=,(DE|FR))", "7"));
      SmallShop.longAgo(folder.resolve(SmallShop.landing(day)));
    }
    shell.ok("backfill", "--from", "2026-11-01", "--to", "2026-11-02");
    for (var table : List.of("raw_orders", "stg")) {
      assertThat(shell.ok("contract", "infer", table).out())
          .contains("# No key is promised: \"country\" is unique, but only 1 interval is there")
          .doesNotContain("primaryKey: true\n");
    }
    shell.ok("contract", "infer", "stg", "-o", "contracts/stg.odcs.yaml");
    shell.ok("backfill", "--from", "2026-11-02", "--to", "2026-11-03");
    shell.ok("check");
    assertThat(shell.ok("contract", "infer", "stg").out()).doesNotContain("No key", "primaryKey");
    // All rows of it are of one making.
    assertThat(shell.ok("contract", "infer", "sales").out()).contains("primaryKey: true\n");
  }

  @Test
  void nothingIsInferredOfTheColumnsThatTheEngineAdds(@TempDir Path folder) throws IOException {
    var shell = shop(folder, 2);
    shell.write(SmallShop.landing(1), SmallShop.forty(1));
    SmallShop.longAgo(folder.resolve(SmallShop.landing(1)));
    shell.ok("backfill", "--from", "2026-11-01", "--to", "2026-11-02");
    var printed = shell.ok("contract", "infer", "raw_orders").out();
    assertThat(printed).contains("validValues", "DE").doesNotContain("_batch", "_interval");
    shell.ok("contract", "infer", "raw_orders", "-o", "contracts/raw.odcs.yaml");
    shell.ok("validate");
    assertThat(shell.ok("check", "raw_orders").out()).doesNotContain("_batch");
  }

  @Test
  void aChangeOfAContractIsToldInWords(@TempDir Path folder) throws IOException {
    var shell = shop(folder, 1);
    shell.write("contracts/shop.odcs.yaml", CONTRACT);
    shell.ok("backfill", "--from", "2026-11-01", "--to", "2026-11-02");
    assertThat(shell.ok("contract", "diff", "main", "contracts").out()).isEqualTo("no changes\n");
    shell.write(
        "contracts/shop.odcs.yaml",
        CONTRACT
            .replace("mustBeGreaterThan: 0", "mustBeGreaterThan: 5")
            .replace(", required: true", ""));
    var changes = shell.ok("contract", "diff", "main", "contracts/shop.odcs.yaml", "--json").json();
    assertThat(changes.path("breaking").asInt()).isEqualTo(1);
    assertThat(shell.ok("contract", "diff", "main", "contracts").out())
        .contains("breaking    stg.amount: may now be null")
        .contains("compatible  stg: was rowCount more than 0, is rowCount more than 5");
  }

  @Test
  void aPromiseThatAnotherNeedsIsNotTakenBackOnceItIsPublished(@TempDir Path folder)
      throws IOException {
    var shell = shop(folder, 2);
    var raw =
        CONTRACT
            .substring(0, CONTRACT.indexOf("  - name: stg"))
            .replace("id: shop", "id: raw")
            .concat(
                "  - name: raw_orders\n    properties:\n      - {name: amount, required: true}\n");
    shell.write("contracts/shop.odcs.yaml", CONTRACT);
    shell.write("contracts/raw.odcs.yaml", raw);
    shell.write("contracts/raw.odcs.yaml", raw.replace(", required: true", ""));
    // Nothing is published yet, so nobody relies on anything.
    assertThat(shell.run("validate").exits(Exit.OK).out())
        .contains("valid")
        .contains("2 contracts");
    shell.write("contracts/raw.odcs.yaml", raw);
    shell.ok("backfill", "--from", "2026-11-01", "--to", "2026-11-02");
    shell.write("contracts/raw.odcs.yaml", raw.replace(", required: true", ""));
    var way = "raw_orders.amount -> stg.amount";
    assertThat(shell.run("validate").exits(Exit.USAGE).out()).contains(way);
    assertThat(shell.run("plan", "--interval", "2026-11-02").exits(Exit.USAGE).err()).contains(way);
    shell.run("run", "--interval", "2026-11-02").exits(Exit.USAGE);
    shell.write("contracts/shop.odcs.yaml", CONTRACT.replace(", required: true", ""));
    assertThat(shell.run("validate").exits(Exit.OK).out()).contains("valid");
  }

  @Test
  void runsLeaveContractsAsTheyAre(@TempDir Path folder) throws IOException {
    var demo = folder.resolve("demo");
    var shell = new Shell(folder);
    var first = shell.run("demo", demo.toString(), "--days", "1").exits(Exit.OK);
    assertThat(first.out()).isNotEmpty();
    var before = contracts(demo);
    assertThat(before).hasSize(2);
    shell.environment.put("PRUNELLA_PROJECT", demo.toString());
    shell.run("demo", demo.toString(), "--days", "3").exits(Exit.OK);
    shell.ok("validate");
    assertThat(shell.ok("check").out()).contains("daily_sales  kept", "lines  kept");
    shell.run("backfill", "--from", "2010-12-03", "--to", "2010-12-05");
    shell.run("rollback", "main~1", "--yes");
    shell.run("gc");
    shell.ok("contract", "infer", "lines");
    shell.run("contract", "diff", "main", demo.resolve("contracts").toString()).exits(Exit.OK);
    shell.run("check", "--at", "main~1");
    assertThat(contracts(demo)).isEqualTo(before);
  }

  /** Every byte, and when it was written. */
  private static SortedMap<String, String> contracts(Path project) throws IOException {
    var found = new TreeMap<String, String>();
    try (var files = Files.list(project.resolve("contracts"))) {
      for (var file : files.toList()) {
        found.put(
            file.getFileName().toString(),
            Files.readString(file) + Files.getLastModifiedTime(file));
      }
    }
    return found;
  }
}
