package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.SettableClock;
import dev.prunella.app.run.Status;
import dev.prunella.app.schedule.News;
import dev.prunella.app.schedule.Pretend;
import dev.prunella.app.view.StatusNow;
import dev.prunella.pipeline.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines that run by themselves, at night, when nobody looks. */
class ScheduleTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() throws IOException {
    shell = new Shell(folder);
    shell.ok("init", "--empty", "--name", "shop");
    Files.createDirectories(folder.resolve("models"));
    Files.createDirectories(folder.resolve("sources"));
    Files.createDirectories(folder.resolve("landing"));
    shell.write(
        "models/days.sql",
        """
        -- materialized: interval by day
        select cast($interval_start as date) as day, 1 as n
        """);
  }

  private void daily(String more) {
    shell.write(
        "prunella.yaml",
        """
        name: shop
        pipelines:
          daily: {tables: "*", interval: daily, schedule: 47 2 * * *, zone: Europe/Berlin%s}
        """
            .formatted(more));
  }

  @Test
  void aWeekOfNightsPassesAndEachDayIsRunOnceAlsoWhenClocksChange() {
    daily("");
    for (var week : List.of("2026-03-26", "2026-10-22")) {
      try (var night = new Night(shell, week + "T12:00:00Z")) {
        night.until(LocalDate.parse(week).plusDays(7) + "T12:00:00Z");
        // In autumn it has been off since spring: the newest day comes up at once.
        boolean spring = week.equals("2026-03-26");
        assertThat(night.published())
            .hasSize(spring ? 7 : 8)
            .startsWith(spring ? "2026-03-26" : "2026-10-21")
            .doesNotHaveDuplicates()
            .isSorted();
      }
    }
    assertThat(shell.value("select count(distinct day) from days")).isEqualTo("15");
  }

  @Test
  void aScheduleThatWasOffForThreeDaysRunsTheNewestOnly() {
    daily("");
    try (var night = new Night(shell, "2026-11-20T12:00:00Z")) {
      night.until("2026-11-21T12:00:00Z");
    }
    try (var later = new Night(shell, "2026-11-24T12:00:00Z")) {
      later.scheduler.once();
      assertThat(later.published()).containsExactly("2026-11-23");
      later.scheduler.once();
      assertThat(later.published()).hasSize(1);
    }
  }

  @Test
  void aScheduleThatCatchesUpRunsAllThatItMissedButWhatPeopleHaveRun() {
    daily(", catch_up: true");
    try (var night = new Night(shell, "2026-11-20T12:00:00Z")) {
      night.until("2026-11-21T12:00:00Z");
      assertThat(night.published()).containsExactly("2026-11-20");
    }
    shell.clock = new SettableClock(Instant.parse("2026-11-24T11:00:00Z"));
    shell.ok("run", "--interval", "2026-11-22");
    try (var later = new Night(shell, "2026-11-24T12:00:00Z")) {
      later.scheduler.once();
      assertThat(later.published()).containsExactly("2026-11-21", "2026-11-23");
      assertThat(later.told(News.PassedOver.class))
          .singleElement()
          .satisfies(p -> assertThat(p.intervals()).containsExactly("2026-11-22"));
    }
  }

  /** A table that waits each night for a day's file. */
  private void ordersByFile(String moreOfTheSource, String morePipelines) {
    shell.write(
        "sources/orders.yaml",
        """
        source: raw_orders
        files: landing/{interval:yyyy-MM-dd}.csv
        columns: {id: long}
        """
            + moreOfTheSource);
    shell.write(
        "prunella.yaml",
        """
        name: shop
        pipelines:
          orders: {tables: raw_orders, interval: daily, schedule: 0 3 * * *, wait_for_files: true}
        """
            + morePipelines);
  }

  @Test
  void anIntervalWaitsForItsFilesAndHoldsUpNobodyElse() {
    ordersByFile("", "  days: {tables: days, interval: daily, schedule: 0 3 * * *}\n");
    try (var night = new Night(shell, "2026-11-20T12:00:00Z")) {
      night.until("2026-11-21T03:10:00Z");
      assertThat(night.told(News.RunEnded.class))
          .extracting(News.RunEnded::pipeline)
          .containsExactly("days");
      assertThat(night.told(News.Waits.class))
          .singleElement()
          .satisfies(w -> assertThat(w.source()).isEqualTo("raw_orders"));

      shell.write("landing/2026-11-20.csv", "id\n7\n");
      night.until("2026-11-21T03:20:00Z");
      assertThat(night.told(News.RunEnded.class))
          .extracting(News.RunEnded::pipeline)
          .containsExactly("days", "orders");
    }
    assertThat(shell.value("select id from raw_orders")).isEqualTo("7");
  }

  @Test
  void aFileThatNeverComesIsAskedAboutWhenTheNextIntervalHasComeUp() {
    ordersByFile("owner: ana@shop.example\n", "");
    var clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    try (var night = Night.healing(shell, clock)) {
      // It is looked at so seldom that no count of looks would ever end in a question.
      for (var look : List.of("2026-11-20T12:00:01Z", "2026-11-21T03:05:00Z")) {
        clock.set(look);
        night.scheduler.once();
      }
      assertThat(night.workspace.incidents().states(10)).isEmpty();
      shell.write("landing/2026-11-21.csv", "id\n8\n");
      for (var look : List.of("2026-11-22T03:05:00Z", "2026-11-22T09:05:00Z")) {
        clock.set(look);
        night.scheduler.once();
      }
      assertThat(night.workspace.incidents().states(10))
          .singleElement()
          .satisfies(
              incident -> {
                assertThat(incident.opened().label()).contains("2026-11-20");
                assertThat(incident.asked().orElseThrow().to()).contains("ana@shop.example");
              });

      shell.write("landing/2026-11-20.csv", "id\n7\n");
      clock.set("2026-11-22T15:05:00Z");
      night.scheduler.once();
      assertThat(night.workspace.incidents().states(10)).noneMatch(i -> i.isOpen());
    }
    assertThat(shell.value("select count(*) from raw_orders")).isEqualTo("2");
  }

  @Test
  void readersAreToldOfScheduledFilesThatStayAwayOnceTheNextIntervalIsOverToo() {
    ordersByFile("", "");
    shell.write("landing/2026-11-19.csv", "id\n6\n");
    var clock = new SettableClock(Instant.parse("2026-11-19T12:00:00Z"));
    try (var night = Night.healing(shell, clock)) {
      for (var look : List.of("2026-11-19T12:00:01Z", "2026-11-20T03:05:00Z")) {
        clock.set(look);
        night.scheduler.once();
      }
      clock.set("2026-11-21T03:05:00Z");
      night.scheduler.once();
      assertThat(orders(night, clock).state()).isEqualTo(Status.State.FRESH);

      clock.set("2026-11-22T03:05:00Z");
      night.scheduler.once();
      assertThat(orders(night, clock).state()).isEqualTo(Status.State.STALE);
      assertThat(orders(night, clock).why().orElseThrow().intervals())
          .containsExactly("2026-11-20");
    }
  }

  private static Status.TableStatus orders(Night night, Clock clock) {
    return StatusNow.read(night.workspace, clock.instant()).status().tables().stream()
        .filter(t -> t.table().toString().equals("raw_orders"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRunThatFailedIsLeftToPeopleAndTheNextDayIsRunAllTheSame() {
    daily("");
    shell.write(
        "models/days.sql",
        """
        -- materialized: interval by day
        select cast($interval_start as date) as day,
          case when $interval_start < timestamptz '2026-11-21 12:00:00+00' then error('no') else 1 end as n
        """);
    try (var night = new Night(shell, "2026-11-20T12:00:00Z")) {
      night.until("2026-11-23T12:00:00Z");
      assertThat(night.told(News.RunEnded.class))
          .extracting(ended -> ended.outcome().complete())
          .containsExactly(false, false, true);
    }
  }

  @Test
  void aFileThatSomebodyHasJustBrokenIsToldOnceAndTheScheduleGoesOn() {
    daily("");
    try (var night = new Night(shell, "2026-11-20T12:00:00Z")) {
      night.until("2026-11-21T12:00:00Z");
      shell.write("prunella.yaml", "name: shop\npipelines: {daily: {schedul: x}}\n");
      night.until("2026-11-23T12:00:00Z");
      assertThat(night.told(News.Trouble.class))
          .singleElement()
          .satisfies(t -> assertThat(t.message()).contains("schedul"));
      assertThat(night.published()).hasSize(3);
    }
  }

  @Test
  void twoSchedulersOnOneLakeBeginEachIntervalOnce() throws Exception {
    daily(", catch_up: true, start: 2026-11-01");
    try (var night = new Night(shell, "2026-11-12T12:00:00Z")) {
      night.scheduler.once();
    }
    var both = new ArrayList<Callable<List<String>>>();
    for (int i = 0; i < 2; i++) {
      both.add(
          () -> {
            try (var night = new Night(shell, "2026-11-13T12:00:00Z")) {
              // The one that was too slow for an interval looks again.
              for (int looks = 0; looks < 30; looks++) {
                night.scheduler.once();
                TimeUnit.MILLISECONDS.sleep(20);
              }
              return night.published();
            }
          });
    }
    var published = new ArrayList<String>();
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (var done : threads.invokeAll(both)) {
        published.addAll(done.get());
      }
    }
    assertThat(published).hasSize(12).doesNotHaveDuplicates();
    assertThat(shell.ok("runs", "--json").json().path("runs")).hasSize(12);
  }

  @Test
  void aRunWhoseProcessWasKilledIsGoneOnWithByTheNextScheduler() throws Exception {
    shell.write(
        "models/slow.sql",
        """
        -- materialized: full
        select count(*) as n from range(400000000000) t(i) where i % 7 = 3
        """);
    shell.write(
        "prunella.yaml",
        "name: shop\npipelines:\n  p: {tables: slow, interval: none, schedule: '* * * * *'}\n");
    // So that something is due as soon as the process looks.
    try (var night = new Night(shell, Instant.now().minusSeconds(600).toString())) {
      night.scheduler.once();
    }
    var java = ProcessHandle.current().info().command().orElseThrow();
    var process =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED",
                "dev.prunella.app.cli.Prunella",
                "schedule",
                "--project",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(150);
      while (!Files.readString(folder.resolve("log")).contains("run-1 begun")
          && System.nanoTime() < patience) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
      assertThat(folder.resolve("log")).content().contains("run-1 begun");
      assertThat(openRun().path("state").asText()).isEqualTo("working");
      assertThat(shell.run("resume", "run-1").exits(Exit.REFUSED).err()).contains("process");
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(openRun().path("state").asText()).isEqualTo("killed");
    shell.write("models/slow.sql", "select 1 as n");

    assertThat(shell.ok("schedule", "--once").out())
        .contains("run-1 had not ended; it is gone on with")
        .contains("run-1 published: 1 table published");

    assertThat(shell.value("select n from slow")).isEqualTo("1");
    assertThat(shell.ok("status", "--json").json().path("open")).isEmpty();
  }

  private JsonNode openRun() {
    return shell.ok("status", "--json").json().path("open").path(0);
  }

  @Test
  void aRunThatDiesAgainAndAgainIsLeftAndThatIsSaid() {
    daily("");
    try (var night = new Night(shell, "2026-11-20T12:00:00Z")) {
      night.until("2026-11-21T12:00:00Z");
      assertThat(night.published()).hasSize(1);
      Pretend.runBegun(night.workspace, "daily", night.clock.instant());
      for (int i = 0; i < 3; i++) {
        Pretend.runResumed(night.workspace, "daily");
      }
      night.scheduler.once();
      assertThat(night.told(News.RunLeft.class))
          .singleElement()
          .satisfies(left -> assertThat(left.run()).isEqualTo(new RunId(2)));
      night.until("2026-11-22T12:00:00Z");
      assertThat(night.published()).containsExactly("2026-11-20", "2026-11-21");
    }
  }

  @Test
  void aRunThatIsLeftIsAnIncidentThatAsksAndIsNotTriedByItself() {
    daily("");
    shell.ok("branch", "create", "as-it-was/1/days/was");
    var clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    try (var night = Night.healing(shell, clock)) {
      night.until("2026-11-21T12:00:00Z");
      Pretend.runBegun(night.workspace, "daily", clock.instant());
      for (int i = 0; i < 3; i++) {
        Pretend.runResumed(night.workspace, "daily");
      }
      night.scheduler.once();
      night.scheduler.once();
    }
    shell.clock = clock;
    var incident = shell.ok("incidents", "1", "--json").json();
    assertThat(incident.path("state").asText()).isEqualTo("asked");
    assertThat(incident.at("/seen/0/message").asText()).contains("its process has died");
    assertThat(incident.at("/asked/options/0").asText()).isEqualTo("retry");
    assertThat(incident.path("tried")).isEmpty();
    assertThat(shell.ok("branch", "list").out())
        .as("what a killed judge left")
        .doesNotContain("as-it-was");
  }

  @Test
  void aRunThatFailedAndOfWhichNobodyHeardIsAnIncidentForWhoeverLooksNext() {
    daily("");
    shell.write(
        "models/days.sql",
        """
        -- materialized: interval by day
        select cast($interval_start as date) as day,
          case when $interval_start < timestamptz '2026-11-21 12:00:00+00' then error('no') else 1 end as n
        """);
    var clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    // No healer hears of it, as where a process dies between the run and its incident.
    try (var night = new Night(shell, clock)) {
      night.until("2026-11-21T12:00:00Z");
      assertThat(night.told(News.RunEnded.class)).hasSize(1);
      assertThat(night.workspace.incidents().states(10)).isEmpty();
    }
    clock.set("2026-11-22T12:00:00Z");
    try (var night = Night.healing(shell, clock)) {
      night.scheduler.once();
      assertThat(night.workspace.incidents().states(10))
          .filteredOn(i -> i.opened().label().orElse("").equals("2026-11-20"))
          .as("although the next interval was begun in the same look")
          .hasSize(1);
    }
  }

  @Test
  void aRunThatIsLeftIsAskedAboutOnceWhoeverDiesMeanwhile() {
    daily("");
    var clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    try (var night = Night.healing(shell, clock)) {
      night.until("2026-11-21T12:00:00Z");
      Pretend.runBegun(night.workspace, "daily", clock.instant());
      // The last says that it is left; nobody came to ask.
      for (int i = 0; i < 4; i++) {
        Pretend.runResumed(night.workspace, "daily");
      }
      night.scheduler.once();
      assertThat(night.workspace.incidents().states(10))
          .singleElement()
          .satisfies(i -> assertThat(i.asked()).isPresent());
    }
    shell.clock = clock;
    shell.ok("answer", "1", "dismiss");
    try (var night = Night.healing(shell, clock)) {
      night.scheduler.once();
      assertThat(night.workspace.incidents().states(10))
          .singleElement()
          .satisfies(i -> assertThat(i.isOpen()).isFalse());
    }
  }

  @Test
  void theListTellsWhatComesNextAndWhatItHasDone() {
    daily(", catch_up: true");
    try (var night = new Night(shell, "2026-11-20T12:00:00Z")) {
      night.until("2026-11-21T12:00:00Z");
    }
    shell.clock = new SettableClock(Instant.parse("2026-11-21T13:00:00Z"));
    assertThat(shell.ok("schedule", "--list").out())
        .isEqualTo(
            """
            pipeline  schedule                  next                   then                   done to     waiting
            daily     47 2 * * * Europe/Berlin  2026-11-22 01:47:00 Z  2026-11-23 01:47:00 Z  2026-11-20
            """);
    var view = shell.ok("schedule", "--list", "--json").json().at("/pipelines/0");
    assertThat(view.path("next")).hasSize(3);
    assertThat(view.path("catchUp").asBoolean()).isTrue();
  }

  @Test
  void withoutAScheduleItSaysHowToGiveOne() {
    shell.write("prunella.yaml", "name: shop\npipelines: {p: {tables: '*', interval: daily}}\n");
    assertThat(shell.run("schedule", "--once").exits(Exit.USAGE).err()).contains("0 3 * * *");
    assertThat(shell.ok("schedule", "--list").out()).contains("0 3 * * *");
    daily("");
    assertThat(shell.run("schedule", "--for", "soon").exits(Exit.USAGE).err()).contains("8h");
  }

  @Test
  void newsAreLinesOfJsonForMachines() {
    daily("");
    shell.clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    assertThat(shell.ok("schedule", "--once", "--json").json().path("what").asText())
        .isEqualTo("begins");
    shell.clock = new SettableClock(Instant.parse("2026-11-21T12:00:00Z"));
    assertThat(shell.ok("schedule", "--once", "--json").out().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("{\"what\":\"run-"));
  }
}
