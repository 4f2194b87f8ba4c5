package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import dev.prunella.app.schedule.News;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of days that are long published, and come once more. */
class ChangedFilesTest {
  private static final int ROWS = 10;

  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() throws IOException {
    shell = new Shell(folder);
    shell.clock = clock;
    shell.ok("init", "--empty", "--name", "shop");
    Files.createDirectories(folder.resolve("models"));
    Files.createDirectories(folder.resolve("sources"));
    Files.createDirectories(folder.resolve("landing"));
    Files.createDirectories(folder.resolve("paid"));
    shell.write(
        "sources/orders.yaml",
        """
        source: raw_orders
        files: landing/{interval:yyyy-MM-dd}.csv
        columns: {id: long, price: long}
        owner: ana@shop.example
        """);
    shell.write("models/total.sql", "select sum(price) as total, count(*) as n from raw_orders\n");
    shell.write(
        "prunella.yaml",
        """
        name: shop
        mode: act
        pipelines:
          orders: {tables: "*", interval: daily, schedule: 0 3 * * *, wait_for_files: true}
        """);
  }

  private void deliver(String day, int rows, IntFunction<Integer> price) {
    SmallShop.longAgo(
        shell.write(
            "landing/" + day + ".csv",
            IntStream.range(0, rows)
                .mapToObj(i -> i + "," + price.apply(i) + "\n")
                .collect(Collectors.joining("", "id,price\n", ""))));
  }

  /** Three nights, each with its file. */
  private void nights(Night night) {
    for (var day : new String[] {"2026-11-20", "2026-11-21", "2026-11-22"}) {
      deliver(day, ROWS, _ -> 5);
    }
    night.until("2026-11-23T12:00:00Z");
    assertThat(night.published()).containsExactly("2026-11-20", "2026-11-21", "2026-11-22");
    assertThat(total()).isEqualTo("150 of 30");
  }

  private String total() {
    return shell.value("select total || ' of ' || n from total");
  }

  @Test
  void isTakenByItselfWithWhatIsMadeFromIt() {
    try (var night = Night.healing(shell, clock)) {
      nights(night);
      deliver("2026-11-21", ROWS + 2, i -> i == 3 ? 50 : 5);

      night.until("2026-11-23T12:30:00Z");

      assertThat(night.published()).hasSize(4).endsWith("2026-11-21");
      assertThat(total()).isEqualTo("205 of 32");
      assertThat(night.told(News.RunBegun.class).getLast().why()).contains("its file has changed");
      assertThat(shell.ok("show", "run-4").out()).contains("its file has changed");
    }
  }

  @Test
  void isLeftToPeopleWhereModeOrPolicySaysSo() throws IOException {
    try (var night = Night.healing(shell, clock)) {
      nights(night);
    }
    deliver("2026-11-21", ROWS + 2, _ -> 5);

    shell.write(
        "policy.yaml",
        "default: auto\nrules: [{remedy: rerun_upstream_or_backfill, table: raw_orders, do: propose}]\n");
    isLeftAlone();
    Files.delete(folder.resolve("policy.yaml"));
    var settings = Files.readString(folder.resolve("prunella.yaml"));
    shell.write("prunella.yaml", settings.replace("mode: act", "mode: observe"));
    isLeftAlone();

    // By itself, that a day is run again is no more than a retry.
    shell.write("prunella.yaml", settings.replace("mode: act", "mode: propose"));
    try (var later = Night.healing(shell, clock)) {
      later.scheduler.once();
      assertThat(later.published()).containsExactly("2026-11-21");
    }
  }

  @Test
  void isTakenOnlyWhereAllThatHasChangedOfItsDayMayBe() {
    shell.write(
        "sources/payments.yaml",
        """
        source: raw_payments
        files: paid/{interval:yyyy-MM-dd}.csv
        columns: {id: long, price: long}
        """);
    shell.write(
        "policy.yaml",
        "default: auto\nrules: [{remedy: rerun_upstream_or_backfill, table: raw_payments, do: forbid}]\n");
    for (var day : new String[] {"2026-11-20", "2026-11-21", "2026-11-22"}) {
      pay(day, 1);
    }
    try (var night = Night.healing(shell, clock)) {
      nights(night);
    }
    deliver("2026-11-20", ROWS + 1, _ -> 5);
    deliver("2026-11-21", ROWS + 1, _ -> 5);
    pay("2026-11-21", 2);
    try (var later = Night.healing(shell, clock)) {
      later.scheduler.once();
      assertThat(later.published()).containsExactly("2026-11-20");
    }
    assertThat(shell.value("select count(*) from raw_payments")).isEqualTo("3");
  }

  private void pay(String day, int rows) {
    SmallShop.longAgo(
        shell.write(
            "paid/" + day + ".csv",
            IntStream.range(0, rows)
                .mapToObj(i -> i + ",7\n")
                .collect(Collectors.joining("", "id,price\n", ""))));
  }

  private void isLeftAlone() {
    try (var later = Night.healing(shell, clock)) {
      later.scheduler.once();
      assertThat(later.published()).isEmpty();
    }
    assertThat(total()).isEqualTo("150 of 30");
    assertThat(shell.ok("status").out()).contains("backfill");
  }

  @Test
  void isTakenWhenTheScheduleIsLookedAtOnceOnly() {
    try (var night = Night.healing(shell, clock)) {
      nights(night);
    }
    deliver("2026-11-20", ROWS + 1, _ -> 5);
    deliver("2026-11-22", ROWS + 1, _ -> 5);
    try (var later = Night.healing(shell, clock)) {
      later.scheduler.once();
      assertThat(later.published()).containsExactly("2026-11-20", "2026-11-22");
      later.scheduler.once();
      assertThat(later.published()).hasSize(2);
    }
  }

  @Test
  void thatHasLostMuchOfWhatIsPublishedIsHeldAndItsOwnerAskedOnce() {
    try (var night = Night.healing(shell, clock)) {
      nights(night);
      deliver("2026-11-20", ROWS, _ -> 6);
      deliver("2026-11-21", ROWS / 2, _ -> 5);

      night.until("2026-11-24T12:00:00Z");

      assertThat(total()).isEqualTo("150 of 30");
      assertThat(night.told(News.RunBegun.class)).hasSize(4);
      assertThat(night.workspace.incidents().states(10))
          .singleElement()
          .satisfies(
              incident -> {
                assertThat(incident.opened().label()).contains("2026-11-20");
                assertThat(incident.asked().orElseThrow().to()).contains("ana@shop.example");
                assertThat(incident.asked().orElseThrow().question())
                    .contains("lost or changed much");
              });

      shell.ok("answer", "1", "keep", "--why", "all prices were put right");

      assertThat(total()).isEqualTo("160 of 30");
    }
  }

  @Test
  void isHeldAlsoWhereAnotherDayWasTakenAnewBefore() {
    try (var night = Night.healing(shell, clock)) {
      nights(night);
      deliver("2026-11-21", ROWS + 2, _ -> 5);
      night.until("2026-11-23T12:30:00Z");
      assertThat(total()).isEqualTo("160 of 32");

      deliver("2026-11-20", ROWS - 1, _ -> 5);
      night.until("2026-11-23T13:00:00Z");
      assertThat(night.workspace.incidents().open()).isEmpty();
      assertThat(total()).as("one row of ten may have been one too many").isEqualTo("155 of 31");

      deliver("2026-11-22", ROWS / 2, _ -> 5);
      night.until("2026-11-23T13:30:00Z");
      assertThat(night.workspace.incidents().open()).hasSize(1);
      assertThat(total()).isEqualTo("155 of 31");
    }
  }

  @Test
  void thatIsHeldCanBeKeptByItsTableAndStandsInNobodysWayOnceItIsDismissed() {
    try (var night = Night.healing(shell, clock)) {
      nights(night);
      deliver("2026-11-20", ROWS, _ -> 6);
      deliver("2026-11-21", ROWS, _ -> 7);
      deliver("2026-11-23", ROWS, _ -> 5);
      night.until("2026-11-24T12:00:00Z");
      assertThat(total()).isEqualTo("200 of 40");

      shell.ok("answer", "1", "dismiss", "--why", "the old prices are right");
      night.until("2026-11-24T13:00:00Z");
      assertThat(night.workspace.incidents().open()).hasSize(1);

      shell.ok("keep", "raw_orders", "--why", "these are");
      shell.ok("backfill", "--from", "2026-11-21", "--to", "2026-11-22");
      assertThat(total()).isEqualTo("220 of 40");
    }
  }

  @Test
  void isNoOtherFileWherePartsWereTidiedAway() {
    shell.write("sources/orders.yaml", parts());
    for (var part : new String[] {"a", "b"}) {
      deliver("2026-11-20-" + part, ROWS, _ -> 5);
    }
    try (var night = Night.healing(shell, clock)) {
      night.until("2026-11-21T12:00:00Z");
      assertThat(total()).isEqualTo("100 of 20");
      delete("landing/2026-11-20-b.csv");
      night.until("2026-11-21T13:00:00Z");
      assertThat(night.published()).hasSize(1);
    }
  }

  private static String parts() {
    return """
        source: raw_orders
        files: landing/{interval:yyyy-MM-dd}-*.csv
        columns: {id: long, price: long}
        """;
  }

  private void delete(String file) {
    try {
      Files.delete(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void isNoneWhereOneFileGrowsFromDayToDay() {
    shell.write(
        "sources/orders.yaml",
        """
        source: raw_orders
        files: landing/{interval:yyyy-MM}.csv
        columns: {id: long, price: long}
        """);
    deliver("2026-11", ROWS, _ -> 5);
    try (var night = Night.healing(shell, clock)) {
      night.until("2026-11-21T12:00:00Z");
      deliver("2026-11", 2 * ROWS, _ -> 5);
      night.until("2026-11-22T12:00:00Z");
      deliver("2026-11", 3 * ROWS, _ -> 5);
      night.until("2026-11-22T13:00:00Z");
      assertThat(night.published()).containsExactly("2026-11-20", "2026-11-21");
    }
  }

  @Test
  void isNoneWhereThePatternIsAnotherOne() {
    try (var night = Night.healing(shell, clock)) {
      nights(night);
      shell.write("sources/orders.yaml", parts());
      deliver("2026-11-21-a", ROWS + 1, _ -> 5);
      night.until("2026-11-23T13:00:00Z");
      assertThat(night.published()).hasSize(3);
    }
  }

  @Test
  void ofADayThatSomebodyTookBackIsLeftToPeople() {
    try (var night = Night.healing(shell, clock)) {
      nights(night);
      shell.ok("rollback", "main");
      deliver("2026-11-22", ROWS + 1, _ -> 5);
      night.until("2026-11-23T13:00:00Z");
      assertThat(night.published()).hasSize(3);
    }
  }

  @Test
  void isNotWaitedForWhereFilesAreNotByDay() {
    shell.write("sources/orders.yaml", "source: raw_orders\nfiles: landing/*.csv\n");
    deliver("2026-11-20", ROWS, _ -> 5);
    try (var night = Night.healing(shell, clock)) {
      night.until("2026-11-21T12:00:00Z");
      deliver("2026-11-20", ROWS + 1, _ -> 5);
      night.until("2026-11-21T13:00:00Z");
      assertThat(night.published()).containsExactly("2026-11-20");
    }
  }
}
