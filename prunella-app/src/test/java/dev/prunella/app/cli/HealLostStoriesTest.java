package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data files go from the lake's own storage, though nobody has changed a table. */
class HealLostStoriesTest {
  @TempDir Path folder = Path.of("");

  private HealShop shop;
  private LocalDate first;

  @BeforeEach
  void young() {
    shop = HealShop.young(folder);
    first = LocalDate.parse(shop.shell.value("select min(day) from " + shop.stg));
  }

  /** A table's files, one for each day, the earliest day first. */
  private List<Path> files(String table) {
    try (var all = Files.walk(shop.shell.folder.resolve(".prunella"))) {
      return all.filter(f -> f.toString().endsWith(".parquet"))
          .filter(f -> f.toString().contains("/" + table + "-"))
          .sorted(Comparator.comparing(f -> f.toFile().lastModified()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void lose(String table, int day) {
    try {
      Files.delete(files(table).get(day));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String rows(String table, LocalDate before) {
    return shop.shell
        .ok(
            "sql",
            "select * from %s where day < date '%s' order by all".formatted(table, before),
            "--format",
            "csv")
        .out();
  }

  /** A day that comes as it should cannot be made: a promise is about all rows of its table. */
  private LocalDate held() {
    var day = shop.nextDay();
    shop.deliver(day, shop.good(day));
    shop.shell.run("run", "-i", day.toString()).exits(Exit.HELD);
    return day;
  }

  /** A good day, with a model that has to read all of the raw table. */
  private LocalDate runWithAllRowsCounted() {
    shop.shell.write(
        "models/all_rows.sql", "-- materialized: full\nselect count(*) as n from " + shop.raw);
    var day = shop.nextDay();
    shop.deliver(day, shop.good(day));
    shop.shell.ok("run", "-i", day.toString());
    return day;
  }

  private List<String> tried(JsonNode incident) {
    return incident.path("tried").findValuesAsText("remedy");
  }

  @Test
  void whatALostFileHeldIsComputedAgainAndNobodyIsAsked() {
    var today = first.plusDays(3);
    var good = rows(shop.stg, today);
    lose(shop.stg, 1);
    var day = held();

    shop.heal(day);

    shop.isHealed(day);
    assertThat(rows(shop.stg, today)).isEqualTo(good);
    assertThat(shop.shell.ok("questions").out()).doesNotContain("lea@shop.example");
    assertThat(shop.shell.ok("incidents", shop.number(day)).out())
        .contains("a data file is lost", "which held", "of " + first.plusDays(1))
        .contains("come out to the byte as they were signed");
    shop.shell.ok("audit", "verify");
    assertThat(shop.shell.ok("log").out()).contains("daily " + first.plusDays(1));
  }

  @Test
  void severalAreComputedAgainOneAfterTheOther() {
    var today = first.plusDays(3);
    var good = rows(shop.stg, today);
    var kept = files(shop.stg);
    lose(shop.stg, 2);
    lose(shop.stg, 0);
    var day = held();

    shop.heal(day);

    shop.isHealed(day);
    assertThat(rows(shop.stg, today)).isEqualTo(good);
    assertThat(files(shop.stg)).contains(kept.get(1));
  }

  @Test
  void aSourcesTableIsLoadedAgainFromTheBytesOfThen() {
    runWithAllRowsCounted();
    int all = Integer.parseInt(shop.shell.value("select n from all_rows"));
    shop.deliver(first.plusDays(1), shop.good(first.plusDays(1)).with(shop.amount, _ -> "1.00"));
    lose(shop.raw, 1);
    var next = held();

    shop.heal(next);

    shop.isHealed(next);
    assertThat(shop.shell.value("select n from all_rows"))
        .isEqualTo(Integer.toString(all + shop.seen(next)));
    assertThat(
            shop.shell.value(
                "select count(*) from %s where %s and %s = 1"
                    .formatted(shop.raw, shop.interval(first.plusDays(1)), shop.amount)))
        .isEqualTo("0");
  }

  @Test
  void filesOfTwoTablesAreComputedAgainInOneIncident() {
    var day = runWithAllRowsCounted();
    var good = rows(shop.stg, day);
    lose(shop.raw, 1);
    lose(shop.stg, 2);
    var next = held();

    shop.heal(next);

    shop.isHealed(next);
    assertThat(rows(shop.stg, day)).isEqualTo(good);
    assertThat(tried(shop.incident(next))).hasSize(2);
  }

  @Test
  void whereTheCodeHasChangedSinceAPersonIsAsked() {
    shop.shell.write("models/" + shop.stg + ".sql", shop.model() + "-- as agreed\n");
    var day = shop.nextDay();
    shop.deliver(day, shop.good(day));
    shop.shell.ok("run", "-i", day.toString());
    lose(shop.stg, 1);
    isAsked("the code is not the code any more that made the rows of " + first.plusDays(1));
  }

  @Test
  void whereTheInputHasChangedSinceAPersonIsAsked() {
    var second = first.plusDays(1);
    shop.deliver(second, shop.good(second).with(shop.amount, HealShop::cents));
    shop.shell.ok("run", "-i", second.toString(), "--select", shop.raw);
    lose(shop.stg, 1);
    var incident = isAsked("a data file of " + shop.stg + " is gone, with rows of " + second);
    assertThat(incident.path("tried").findValuesAsText("verdict")).containsOnly("failed");
  }

  /** The same rows in another order are other bytes, and a young table has no statistics. */
  @Test
  void whereNothingWasKeptByWhichTheyCouldBeKnownAPersonIsAsked() {
    var second = first.plusDays(1);
    var good = shop.good(second);
    shop.deliver(second, new Sheet(good.header(), good.rows().reversed()));
    shop.shell.ok("run", "-i", second.toString(), "--select", shop.raw);
    lose(shop.stg, 1);
    var incident = isAsked("nothing was kept by which they could be known again");
    assertThat(incident.path("tried").findValuesAsText("verdict")).containsOnly("inconclusive");
  }

  @Test
  void whereMostIsGoneAPersonIsAsked() {
    for (var table : List.of(shop.raw, shop.stg, shop.sums)) {
      for (int i = 0; i < 3; i++) {
        lose(table, 0);
      }
    }
    isAsked("more of the lake's files is gone than is there");
  }

  private JsonNode isAsked(String question) {
    var day = held();
    var head = shop.shell.head("main");
    var incident = shop.heal(day);
    shop.is(day, "asked");
    assertThat(shop.shell.ok("questions").out()).contains("lea@shop.example");
    assertThat(shop.shell.ok("incidents", shop.number(day)).out()).contains(question);
    assertThat(shop.shell.head("main")).isEqualTo(head);
    return incident;
  }

  private LocalDate proposed() {
    shop.shell.write(
        "policy.yaml",
        "default: auto\nrules:\n  - {remedy: rerun_upstream_or_backfill, do: propose}\n");
    lose(shop.stg, 1);
    var day = held();
    var head = shop.shell.head("main");
    shop.heal(day);
    shop.is(day, "proposed");
    assertThat(shop.shell.head("main")).isEqualTo(head);
    return day;
  }

  @Test
  void whereAPolicyWantsAWordItIsComputedAgainOnceApproved() {
    var day = proposed();
    shop.shell.ok("approve", shop.number(day));
    shop.isHealed(day);
    assertThat(rows(shop.stg, first.plusDays(3))).contains(first.plusDays(1).toString());
  }

  @Test
  void whatSomebodyHasPutBackIsOnlyRunAgain() {
    var day = proposed();
    shop.shell.ok("run", "-i", first.plusDays(1).toString(), "--again", "--select", shop.stg);
    shop.clock.pass(Duration.ofMinutes(31));

    var incident = shop.heal(day);

    shop.isHealed(day);
    assertThat(tried(incident)).last().isEqualTo("run it again");
  }
}
