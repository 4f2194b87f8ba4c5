package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong in runs: each says what, where and what to do next, and main keeps its data. */
class RunErrorsTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = SmallShop.in(folder.resolve("shop"), 2);
  }

  private void firstDay() {
    shell.ok("run", "-i", SmallShop.day(1));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(shell.folder.resolve(name), bytes);
  }

  /** The second day's run fails and changes nothing on main; what was said is said again. */
  private JsonNode secondDayFails(String table, String place, String... words) {
    firstDay();
    var head = shell.head("main");
    var fault = fails(2, table, place, words);
    assertThat(shell.head("main")).isEqualTo(head);
    assertThat(shell.value("select count(*) from raw_orders")).isEqualTo("2");
    return fault;
  }

  private JsonNode fails(int day, String table, String place, String... words) {
    var answer = shell.run("run", "-i", SmallShop.day(day)).exits(Exit.HELD);
    assertThat(answer.out()).contains(place).contains(words).contains("      next: ");
    var runs = shell.ok("runs", "--json").json();
    var run = runs.at("/runs/0/run").asText();
    assertThat(answer.out() + answer.err()).contains("prunella resume " + run);
    assertThat(shell.run("show", run).exits(Exit.OK).out())
        .contains(place)
        .contains(words)
        .contains("  next: ");
    var shown = shell.ok("show", run, "--json").json();
    for (var step : shown.path("steps")) {
      if (step.path("table").asText().equals(table)) {
        assertThat(step.path("state").asText()).isEqualTo("failed");
        var fault = step.path("fault");
        assertThat(fault.path("place").asText()).isEqualTo(place);
        assertThat(fault.path("next").asText()).isNotEmpty();
        assertThat(fault.path("message").asText()).doesNotContain("sha256");
        return fault;
      }
    }
    throw new AssertionError(shown.toPrettyString());
  }

  /** Nothing is run as long as the project's files are wrong. */
  private void refused(String... words) {
    var answer = shell.run("run", "-i", SmallShop.day(1)).exits(Exit.USAGE);
    assertThat(answer.err()).contains(words).contains("next: ");
    assertThat(shell.ok("runs", "--json").json().path("runs")).isEmpty();
  }

  // ---- the project's files

  @Test
  void aTypoInAColumnIsNamedWithItsPlace() {
    shell.write("models/sales.sql", "select country,\n  sum(amont) as amount from stg group by 1");
    refused("models/sales.sql:2:7: ", "'amont'", "did you mean 'amount'?");
  }

  @Test
  void anUnknownTableIsNamedWithItsPlace() {
    shell.write("models/sales.sql", "select count(*) as n\nfrom sgt");
    refused("models/sales.sql:2:6: ", "'sgt'", "did you mean 'stg'?");
  }

  @Test
  void aCycleIsToldStepByStep() {
    shell.write("models/a.sql", "select * from c");
    shell.write("models/b.sql", "select * from a");
    shell.write("models/c.sql", "select * from b");
    refused("models/a.sql:1", "models/b.sql:1", "models/c.sql:1", "wait for one another");
  }

  @Test
  void unknownKeysAreNamedWithWhatIsMeant() {
    shell.write("models/sales.sql", "-- materialised: full\nselect * from stg");
    shell.write(SmallShop.SOURCE, SmallShop.source() + "on_emty: allow\n");
    refused(
        "models/sales.sql:1: unknown key 'materialised', did you mean 'materialized'?",
        "sources/orders.yaml:8: unknown key 'on_emty', did you mean 'on_empty'?");
    shell.write("prunella.yaml", "name: shop\npipelins: {}\n");
    assertThat(shell.run("run").exits(Exit.USAGE).err())
        .contains("prunella.yaml:2: unknown key 'pipelins', did you mean 'pipelines'?")
        .contains("next: ");
  }

  @Test
  void aModelThatReadsAFileOfTheMachineIsRefused() {
    shell.write("models/stolen.sql", "select *\nfrom read_csv('/etc/passwd')");
    refused("models/stolen.sql:2", "read_csv");
    shell.write("models/stolen.sql", "select *\nfrom '/etc/passwd'");
    refused("models/stolen.sql:2", "/etc/passwd");
  }

  // ---- what arrives

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(shell.folder.resolve(SmallShop.landing(2)));
    secondDayFails("raw_orders", "sources/orders.yaml:1", "there is no file", SmallShop.landing(2));
  }

  @Test
  void aFirstRunThatFailsPublishesNothing() throws IOException {
    Files.delete(shell.folder.resolve(SmallShop.landing(1)));
    var head = shell.head("main");
    fails(1, "raw_orders", "sources/orders.yaml:1", "there is no file");
    assertThat(shell.head("main")).isEqualTo(head);
  }

  @Test
  void aWordAmongNumbersIsNamedWithFileAndLine() {
    shell.write(SmallShop.landing(2), SmallShop.good(2) + "23,JP,many,2026-11-02\n");
    secondDayFails(
        "raw_orders",
        "sources/orders.yaml:1",
        SmallShop.landing(2) + ":4: column amount: 'many' is no decimal");
  }

  @Test
  void anEmptyFileIsNamed() throws IOException {
    write(SmallShop.landing(2), new byte[0]);
    secondDayFails(
        "raw_orders",
        "sources/orders.yaml:1",
        SmallShop.landing(2) + " is empty",
        "on_empty: allow");
  }

  @Test
  void aFileOfNothingButAHeaderIsNamed() {
    shell.write(SmallShop.landing(2), "id,country,amount,day\n");
    secondDayFails(
        "raw_orders", "sources/orders.yaml:1", SmallShop.landing(2) + ": no rows came", "on_empty");
  }

  @Test
  void aCutOffArchiveIsSaidToBeCutOff() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write("id,country,amount,day\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 20_000; i++) {
        var line = i + ",DE," + i * 7919L % 10_007 + ".5,2026-11-02\n";
        gzip.write(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    write(SmallShop.landing(2), Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
    secondDayFails(
        "raw_orders",
        "sources/orders.yaml:1",
        SmallShop.landing(2) + ": it is cut off",
        "delivered");
  }

  @Test
  void aWebPageIsNoTable() {
    shell.write(SmallShop.landing(2), "<!DOCTYPE html><html><body>Please log in</body></html>\n");
    secondDayFails("raw_orders", "sources/orders.yaml:1", "this is a web page, not csv", "login");
  }

  @Test
  void aRenamedColumnIsNamedWithWhatCameInstead() {
    shell.write(SmallShop.landing(2), SmallShop.good(2).replace("amount", "amt"));
    secondDayFails(
        "raw_orders", "sources/orders.yaml:1", "column 'amount' is missing; new there: amt");
  }

  @Test
  void anAddedColumnIsNamed() {
    shell.write(SmallShop.landing(2), "id,country,amount,day,channel\n21,DE,1.50,2026-11-02,web\n");
    secondDayFails(
        "raw_orders", "sources/orders.yaml:1", "a new column 'channel'", "on_new_column: add");
  }

  @Test
  void aLandingFolderThatCannotBeWrittenIsReadAllTheSame() {
    var landing = shell.folder.resolve("landing").toFile();
    assertThat(landing.setWritable(false)).isTrue();
    try {
      firstDay();
    } finally {
      assertThat(landing.setWritable(true)).isTrue();
    }
    assertThat(landing.list()).hasSize(2);
  }

  // ---- programs

  private void python(String text) {
    shell.write("models/report.py", "# reads: stg\n" + text);
  }

  @Test
  void aCrashOfAProgramIsNamedWithItsLine() {
    python("import os\nraise ValueError('no such rate: ' + os.path.basename('/x/JPY'))\n");
    var fault = fails(1, "report", "models/report.py:3", "ValueError: no such rate: JPY");
    assertThat(fault.at("/facts/exit").asText()).isEqualTo("1");
    assertThat(shell.value("select sum(orders) from sales"))
        .as("what does not need it")
        .isEqualTo("2");
    assertThat(shell.ok("show", "run-1").out()).contains("it printed").contains("Traceback");
  }

  @Test
  void aProgramThatHangsIsEnded() {
    python("# time: 2s\nimport time\ntime.sleep(300)\n");
    fails(1, "report", "models/report.py:1", "it took too long", "had not ended after 2 s", "time");
  }

  @Test
  void aProgramThatEatsMemoryIsEnded() {
    python("# memory: 256MB\nx = []\nwhile True: x.append(bytearray(10_000_000))\n");
    fails(1, "report", "models/report.py:4", "the memory did not suffice", "allow it more memory");
  }

  @Test
  void aQueryBeyondItsMemoryFailsByItself() {
    shell.write(
        "models/huge.sql",
        """
        -- memory: 64MB
        -- time: 60s
        select list(a.range * b.range) as all_of_them
        from range(20000) as a, range(20000) as b, stg
        """);
    var fault = fails(1, "huge", "models/huge.sql:1", "the memory did not suffice", "memory");
    assertThat(fault.path("kind").asText()).isEqualTo("out-of-memory");
    assertThat(shell.value("select sum(orders) from sales")).isEqualTo("2");
  }

  // ---- the machine

  @Test
  void aLakeThatIsDeletedMeanwhileIsMissedAndNotMadeAnew() throws IOException {
    firstDay();
    var lake = shell.folder.resolve(".prunella/lake");
    python("import shutil\nshutil.rmtree('%s', ignore_errors=True)\n".formatted(lake));
    var answer = shell.run("run", "-i", SmallShop.day(2));
    answer.exits(Exit.STORAGE);
    // Who looks first, a reader or a writer, is a matter of luck.
    assertThat(answer.err())
        .containsAnyOf("lake.db was taken away", "lake.db or its folder cannot be opened")
        .contains("next: ");
    assertThat(answer.out()).doesNotContain("published");
    assertThat(lake.resolve("lake.db")).doesNotExist();
    assertThat(shell.run("show", "run-2").exits(Exit.NOT_FOUND).err())
        .contains("lake.db is missing");
  }

  @Test
  void aFullDiskFailsTheStepAndTheLakeStillOpens(@TempDir Path disk) throws Exception {
    assumeTrue(
        System.getProperty("user.name").equals("root") && run("sh", "-c", "command -v mount") == 0,
        "a small disk can be mounted by root only");
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=8m", "prunella-test", disk.toString()) == 0,
        "this machine does not let us mount a small disk");
    try {
      shell = SmallShop.in(disk.resolve("shop"), 2);
      var large = folder.resolve("large-2.csv");
      try (var rows = Files.newBufferedWriter(large)) {
        rows.write("id,country,amount,day\n");
        for (int i = 0; i < 600_000; i++) {
          rows.write(i + ",DE," + i % 997 + ".25,2026-11-02\n");
        }
      }
      Files.copy(shell.folder.resolve(SmallShop.landing(1)), folder.resolve("large-1.csv"));
      var source = SmallShop.source();
      shell.write(
          SmallShop.SOURCE,
          source.replace("landing/{interval:yyyy-MM-dd}", folder + "/large-{interval:d}"));
      var fault = secondDayFails("raw_orders", "sources/orders.yaml:1", "the disk is full");
      assertThat(fault.path("kind").asText()).isEqualTo("disk-full");

      var filler = disk.resolve("filler");
      assertThat(run("sh", "-c", "cat /dev/zero > " + filler)).isNotZero();
      Files.writeString(large, SmallShop.good(2));
      var answer = shell.run("run", "-i", SmallShop.day(2));
      assertThat(answer.exit()).isIn(Exit.STORAGE.code(), Exit.HELD.code());
      assertThat(answer.out() + answer.err())
          .containsPattern("the disk .*is full")
          .contains("next: ", "free some space");
      Files.delete(filler);
      shell.ok("run", "-i", SmallShop.day(2));
      assertThat(shell.value("select sum(orders) from sales")).isEqualTo("4");
    } finally {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }
}
