package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are told of an incident that somebody was asked about, and what they do about it. */
class AskedIncidentsTest {
  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T09:00:00Z"));
  private Shell shell = new Shell(folder);

  @BeforeEach
  void aDayIsHeld() throws IOException {
    shell = SmallShop.in(folder, 2);
    shell.clock = clock;
    Files.createDirectories(folder.resolve("contracts"));
    shell.write(
        "prunella.yaml",
        """
        name: shop
        mode: act
        anomalies: none
        pipelines:
          shop: {interval: daily, start: 2026-11-01}
        """);
    rule("amount < 0");
    shell.run("run", "-i", SmallShop.day(1), "--heal").exits(Exit.HELD);
    assertThat(shell.ok("questions").out()).contains("INC-1");
  }

  private void rule(String rule) {
    shell.write(
        "contracts/shop.odcs.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: shop
        version: 1.0.0
        status: active
        schema:
          - name: raw_orders
            properties:
              - name: amount
                logicalType: number
                quality:
                  - {id: modest, type: custom, engine: prunella, implementation: "%s"}
        """
            .formatted(rule));
  }

  @Test
  void whoAnswersLaterIsToldWhoHasAnsweredBefore() {
    shell.ok("answer", "1", "dismiss", "--why", "a test of ours");
    var told = shell.run("answer", "1", "retry").exits(Exit.USAGE).err();
    assertThat(told)
        .contains(
            "INC-1 asks nothing any more: it was answered by ana with 'dismiss', 2026-11-22 09:00",
            "a test of ours",
            "prunella incidents 1");
    assertThat(shell.run("snooze", "1").exits(Exit.USAGE).err()).contains("answered by ana");
  }

  @Test
  void whatWaitsIsLookedAtAtOnceWhereAPersonNamesIt() {
    rule("amount > 0");
    assertThat(shell.run("heal").exits(Exit.HELD).out()).contains("INC-1");
    assertThat(shell.ok("heal", "1").out()).contains("INC-1", "HEALED");
    assertThat(shell.value("select count(*) from sales")).isEqualTo("2");
  }

  @Test
  void theStoryKeepsToTheWidthOfTheTerminal() {
    var whole = shell.ok("incidents", "1").out();
    shell.environment.put("COLUMNS", "60");
    shell.environment.put("CLICOLOR_FORCE", "1");
    var told = Ink.plain(shell.ok("incidents", "1").out());
    assertThat(whole.lines()).anyMatch(line -> line.length() > 100);
    assertThat(told.lines()).allMatch(line -> line.length() <= 60);
    assertThat(told.replaceAll("\\s+", " ")).isEqualTo(whole.replaceAll("\\s+", " "));
    assertThat(told).contains("next       prunella answer 1 retry|dismiss");
    assertThat(Ink.plain(shell.ok("questions").out()).lines())
        .allMatch(line -> line.length() <= 60);
    shell.environment.put("COLUMNS", "wide");
    assertThat(Ink.plain(shell.ok("incidents", "1").out())).isEqualTo(whole);
  }

  @Test
  void nobodyIsAskedAboutARunThatAPersonHasPutThrough() {
    rule("amount > 0");
    shell.ok("pause", "--all", "--why", "by hand today");
    assertThat(shell.ok("resume", "run-1").out()).contains("INC-1 is over");
    assertThat(shell.ok("questions").out()).isEqualTo("nobody is asked anything\n");
    assertThat(shell.ok("incidents", "1").out()).contains("PASSED", "it came through after all");
  }

  @Test
  void nobodyIsAskedAboutWhatALaterRunOfTheSameHasPublished() {
    rule("amount > 0");
    // Another day says nothing of this one.
    shell.ok("run", "-i", SmallShop.day(2));
    assertThat(shell.ok("questions").out()).contains("INC-1");
    shell.ok("backfill", "--from", SmallShop.day(1), "--to", SmallShop.day(2));
    assertThat(shell.ok("questions").out()).isEqualTo("nobody is asked anything\n");
  }

  @Test
  void whoIsAskedStaysAskedWhereTheRunIsHeldAgain() {
    shell.run("resume", "run-1").exits(Exit.HELD);
    assertThat(shell.ok("questions").out()).contains("INC-1");
  }
}
