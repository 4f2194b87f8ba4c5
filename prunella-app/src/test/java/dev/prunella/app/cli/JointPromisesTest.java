package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts whose queries read several tables: main keeps them, whoever publishes what. */
class JointPromisesTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(folder);

  @BeforeEach
  void shop() throws IOException {
    shell = SmallShop.in(folder, 3);
    Files.createDirectories(folder.resolve("contracts"));
    shell.write(
        "sources/countries.yaml",
        """
        source: countries
        files: countries.csv
        columns: {country: string, name: string}
        """);
    countries("DE,Germany\nFR,France\n");
    shell.write(
        "prunella.yaml",
        """
        name: shop
        pipelines:
          shop: {interval: daily, start: 2026-11-01, tables: [raw_orders, stg, sales]}
          world: {tables: [countries]}
        """);
    contract("stg", "error");
  }

  private void contract(String table, String severity) {
    shell.write(
        "contracts/shop.odcs.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: shop
        version: 1.0.0
        status: active
        schema:
          - name: %s
            quality:
              - id: known-countries
                type: sql
                query: select count(*) from stg left join countries c using (country) where c.country is null
                mustBe: 0
                severity: %s
        """
            .formatted(table, severity));
    shell.ok("validate");
  }

  private void countries(String rows) throws IOException {
    var file = shell.write("countries.csv", "country,name\n" + rows);
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
  }

  private void deliver(int day, String text) throws IOException {
    Files.setLastModifiedTime(shell.write(SmallShop.landing(day), text), FileTime.fromMillis(0));
  }

  @Test
  void ordersFromACountryThatNobodyKnowsAreHeldAsMainWouldHaveThem() throws IOException {
    shell.ok("run", "world");
    shell.ok("run", "shop", "--interval", SmallShop.day(1));
    deliver(2, SmallShop.good(2).replace("FR", "XX"));

    var out = shell.run("run", "shop", "--interval", SmallShop.day(2)).exits(Exit.HELD).out();

    assertThat(out)
        .contains("stg.known-countries: expected 0, found 1")
        .contains("skipped: it needs stg");
    assertThat(shell.value("select count(*) from stg")).isEqualTo("2");
    assertThat(shell.ok("check").out()).doesNotContain("NOT KEPT");
  }

  @Test
  void aTableIsHeldThatWouldBreakWhatIsPromisedOfAnother() throws IOException {
    shell.ok("run", "world");
    shell.ok("run", "shop", "--interval", SmallShop.day(1));
    countries("DE,Germany\n");

    var out = shell.run("run", "world").exits(Exit.HELD).out();

    assertThat(out).contains("stg.known-countries");
    assertThat(shell.value("select count(*) from countries")).isEqualTo("2");

    contract("stg", "warn");
    assertThat(shell.ok("run", "world").out()).contains("warning: stg.known-countries");
    assertThat(shell.value("select count(*) from countries")).isEqualTo("1");
  }
}
