package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are killed or interrupted, as real processes: nothing is lost, nothing done twice. */
class KilledRunsTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("prunella.root"), "examples", "retail");
  private static final List<String> TABLES =
      List.of(
          "cancellations",
          "customers",
          "daily_customer_sales",
          "daily_product_sales",
          "daily_sales",
          "lines",
          "products",
          "raw_invoices");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int AT_RANDOM = 3;
  private static final long SEED = 20101201;

  /** The youngest day in each table; they differ where only some tables of a day are seen. */
  private static final String YOUNGEST =
      """
      select distinct day from (
        select max(InvoiceDate)::date as day from raw_invoices
        union all select max(invoice_date) from lines
        union all select max(last_order) from customers
        union all select max(day) from daily_customer_sales
        union all select max(day) from daily_sales
        union all select max(last_sold) from products
        union all select max(day) from daily_product_sales)
      """;

  @TempDir Path folder = Path.of("");

  private static Shell retail(Path folder) throws IOException {
    try (var files = Files.walk(EXAMPLE)) {
      for (var file : (Iterable<Path>) files::iterator) {
        var target = folder.resolve(EXAMPLE.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    var shell = new Shell(folder);
    shell.ok("init");
    return shell;
  }

  /** Days on which the shop was open. */
  private static List<String> days(int count) {
    var days = new ArrayList<String>();
    for (var day = LocalDate.of(2010, 12, 1); days.size() < count; day = day.plusDays(1)) {
      if (Files.exists(EXAMPLE.resolve("landing").resolve(day + ".csv.gz"))) {
        days.add(day.toString());
      }
    }
    return days;
  }

  private static Map<String, String> hashes(Shell shell, List<String> tables) {
    var hashes = new TreeMap<String, String>();
    for (var table : tables) {
      hashes.put(table, shell.ok("table", "hash", table, "--json").json().path("hash").asText());
    }
    return hashes;
  }

  private static List<String> branches(Shell shell) {
    return shell.ok("branch", "list", "--json").json().path("branches").findValuesAsText("name");
  }

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void killedAtEachStepAndResumedTheLakeEqualsAnUndisturbedOne() throws Exception {
    var killed = retail(folder.resolve("killed"));
    var calm = retail(folder.resolve("calm"));
    int kills = TABLES.size() + 1 + AT_RANDOM;
    var days = days(kills + 1);
    for (var shell : List.of(killed, calm)) {
      shell.ok("run", "-i", days.getFirst());
    }
    var random = new Random(SEED);
    int resumed = 0;
    try (var reading = new Reading(killed)) {
      for (int kill = 0; kill < kills; kill++) {
        var day = days.get(kill + 1);
        int lines = kill <= TABLES.size() ? kill + 1 : 1 + random.nextInt(TABLES.size());
        int pause = kill <= TABLES.size() ? 0 : random.nextInt(150);
        resumed += killAndResume(killed, day, lines, pause);
        calm.ok("run", "-i", day);
        reading.check();
      }
      assertThat(reading.looks.get()).as("a reader looked meanwhile").isGreaterThan(kills);
    }
    assertThat(resumed).as("kills that hit a run at work").isGreaterThan(kills / 2);
    assertThat(hashes(killed, TABLES)).isEqualTo(hashes(calm, TABLES));
    assertThat(branches(killed)).containsExactly("main");
    allTablesOfADayChangedInOneCommit(killed, days);
    assertThat(killed.folder.resolve(".prunella/lake/tmp/programs")).doesNotExist();
  }

  /** Kills a run when it has printed so many lines; 1 if there was something to resume. */
  private int killAndResume(Shell shell, String day, int lines, int pauseMillis) throws Exception {
    var program = Program.start(shell.folder, folder.resolve("out"), "run", "-i", day);
    program.awaits(PATIENCE, () -> program.printed().lines().count() >= lines);
    Thread.sleep(pauseMillis);
    program.kill();
    var run = shell.ok("runs", "--json").json().at("/runs/0");
    assertThat(run.path("interval").asText()).isEqualTo(day);
    if (run.path("outcome").asText().equals("published")) {
      return 0;
    }
    var number = run.path("run").asText();
    assertThat(run.path("open").asText()).isEqualTo("killed");
    assertThat(shell.ok("runs").out())
        .containsPattern(number + " .*killed +nobody works on it")
        .doesNotContain("working");
    assertThat(shell.ok("show", number).out()).startsWith(number).contains("KILLED");
    shell.run("resume", number).exits(Exit.OK);
    shell.run("resume", number).exits(Exit.REFUSED);
    return 1;
  }

  private static void allTablesOfADayChangedInOneCommit(Shell shell, List<String> days) {
    var commits = shell.ok("log", "-n", "100", "--json").json().path("commits");
    // The newest first; the oldest is the empty lake.
    assertThat(commits.size()).isEqualTo(days.size() + 1);
    for (int i = 0; i < days.size(); i++) {
      var id = commits.get(i).path("commit").asText();
      assertThat(commits.get(i).path("message").asText()).contains(days.get(days.size() - 1 - i));
      assertThat(shell.ok("show", id, "--json").json().path("changes").findValuesAsText("name"))
          .containsAll(TABLES);
    }
  }

  /** Somebody who looks at main all the time. */
  private static final class Reading implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final Future<?> work;
    private final AtomicInteger looks = new AtomicInteger();

    Reading(Shell shell) {
      var thread = Executors.newSingleThreadExecutor();
      work =
          thread.submit(
              () -> {
                while (!over.get()) {
                  assertThat(
                          shell
                              .ok("sql", YOUNGEST, "--format", "csv")
                              .out()
                              .lines()
                              .skip(1)
                              .toList())
                      .as("days of which only some tables are seen")
                      .hasSize(1);
                  looks.incrementAndGet();
                  Thread.sleep(400);
                }
                return null;
              });
      thread.shutdown();
    }

    void check() throws Exception {
      if (work.isDone()) {
        work.get();
      }
    }

    @Override
    public void close() throws Exception {
      over.set(true);
      work.get(60, TimeUnit.SECONDS);
    }
  }

  /** A process that is dead and only waits for its parent to notice does nothing any more. */
  private static boolean isAtWork(ProcessHandle handle) {
    var status = Path.of("/proc", Long.toString(handle.pid()), "status");
    try {
      return handle.isAlive()
          && Files.readAllLines(status).stream().noneMatch(line -> line.matches("State:\\s+Z.*"));
    } catch (IOException e) {
      // It went while we looked; without /proc the handle's word is all there is.
      return handle.isAlive();
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void ctrlCEndsARunWithItsProgramsAndItCanBeResumed() throws Exception {
    var shell = SmallShop.in(folder, 1);
    shell.write(
        "models/slow.py",
        """
        # reads: stg
        import os, shutil, subprocess, time
        if not os.path.exists("%s"):
          child = subprocess.Popen(["sleep", "300"])
          print("it sleeps", flush=True)
          time.sleep(300)
        shutil.copy("stg.parquet", os.environ["PRUNELLA_OUTPUT"])
        """
            .formatted(folder.resolve("quick")));
    var program = Program.start(folder, folder.resolve("out"), "run", "-i", SmallShop.day(1));
    program.awaits(PATIENCE, () -> program.printed().contains("it sleeps"));
    var children = program.process().descendants().toList();
    assertThat(children).isNotEmpty();

    program.interrupt();

    assertThat(program.ends(Duration.ofSeconds(30))).isEqualTo(Exit.INTERRUPTED.code());
    assertThat(children).noneMatch(KilledRunsTest::isAtWork);
    assertThat(program.printed())
        .contains("interrupted: ")
        .contains("nothing was published")
        .contains("next: prunella resume run-1");
    var run = shell.ok("show", "run-1", "--json").json();
    assertThat(run.path("outcome").asText()).isEqualTo("interrupted");
    assertThat(shell.ok("table", "list", "--json").json().path("tables")).isEmpty();

    shell.write("quick", "");
    var resumed = shell.run("resume", "run-1", "--json").exits(Exit.OK).json();
    assertThat(resumed.path("outcome").asText()).isEqualTo("published");
    assertThat(resumed.path("steps").findValuesAsText("state"))
        .containsExactlyInAnyOrder("reused", "reused", "reused", "done");
    assertThat(branches(shell)).containsExactly("main");
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void twoBackfillsAndTwoRunsOfOneDayAtOnceGiveWhatOneAfterAnotherGives() throws Exception {
    int days = 8;
    var shell = SmallShop.in(folder.resolve("both"), days);
    var serial = SmallShop.in(folder.resolve("serial"), days);
    serial.ok("backfill", "--to", SmallShop.day(days + 1));

    allEndWell(
        shell,
        List.of(List.of("run", "-i", SmallShop.day(1)), List.of("run", "-i", SmallShop.day(1))));
    allEndWell(
        shell,
        List.of(
            List.of("backfill", "--from", SmallShop.day(2), "--to", SmallShop.day(5)),
            List.of("backfill", "--from", SmallShop.day(5), "--to", SmallShop.day(days + 1))));

    for (var lake : List.of(shell, serial)) {
      assertThat(tables(lake)).as(history(lake)).containsExactlyElementsOf(SmallShop.TABLES);
    }
    assertThat(hashes(shell, SmallShop.TABLES)).isEqualTo(hashes(serial, SmallShop.TABLES));
    assertThat(branches(shell)).containsExactly("main");
    assertThat(shell.value("select sum(orders) from sales")).isEqualTo(Integer.toString(2 * days));
  }

  private static List<String> tables(Shell shell) {
    return shell.ok("table", "list", "--json").json().path("tables").findValuesAsText("name");
  }

  private String history(Shell shell) throws IOException {
    var text = new StringBuilder();
    text.append(shell.ok("log", "-n", "50").out()).append(shell.ok("runs").out());
    try (var files = Files.list(folder)) {
      for (var file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        text.append(file).append('\n').append(Files.readString(file));
      }
    }
    return text.toString();
  }

  private void allEndWell(Shell shell, List<List<String>> commands) throws Exception {
    var programs = new ArrayList<Program>();
    for (int i = 0; i < commands.size(); i++) {
      var output = folder.resolve("out" + i);
      programs.add(Program.start(shell.folder, output, commands.get(i).toArray(String[]::new)));
    }
    for (var program : programs) {
      assertThat(program.ends(PATIENCE)).as(program.printed()).isZero();
    }
  }
}
