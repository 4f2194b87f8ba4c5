package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on bad days: a clear error each, nothing lost, and the lake still opens. */
class BadDayTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = Shell.inProject(folder).withOrders();
  }

  private Path one(String suffix) throws IOException {
    try (var files = Files.walk(folder.resolve(".prunella/lake/warehouse"))) {
      return files.filter(f -> f.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  @Test
  void aCorruptDatabaseIsNamedAndNotMadeWorse() throws IOException {
    var database = folder.resolve(".prunella/lake/lake.db");
    byte[] whole = Files.readAllBytes(database);
    try (var channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("no database at all".getBytes(StandardCharsets.UTF_8)), 0);
    }
    var error = shell.run("branch", "list", "--json").exits(Exit.STORAGE).error();
    assertThat(error.path("code").asText()).isEqualTo("lake-damaged");
    assertThat(error.path("message").asText()).contains("lake.db");
    assertThat(error.path("next").asText()).contains("backup");
    shell.run("init").exits(Exit.STORAGE);
    Files.write(database, whole);
    assertThat(shell.value("select count(*) from orders")).isEqualTo("4");
  }

  @Test
  void aSecretInALibrarysErrorIsMasked() {
    shell.environment.put("KEY", "hush hunter22");
    shell.write(
        "prunella.yaml",
        """
        name: shop
        lake:
          refs: jdbc:postgresql://127.0.0.1:99999/lake?options=secret:env/KEY
        """);
    var answer = shell.run("branch", "list");
    assertThat(answer.exit()).isNotZero();
    assertThat(answer.err()).contains("options=***").doesNotContain("hunter22");
    assertThat(shell.run("branch", "list", "--json").error().path("message").asText())
        .contains("options=***");
  }

  @Test
  void aMissingDatabaseIsNoEmptyLake() throws IOException {
    Files.move(folder.resolve(".prunella/lake/lake.db"), folder.resolve("away.db"));
    assertThat(shell.run("branch", "list").exits(Exit.NOT_FOUND).err())
        .contains("lake.db is missing")
        .contains("prunella init");
  }

  @Test
  void aCorruptMetadataFileHidesOneTableAndNoOther() throws IOException {
    shell.write("t.csv", "a\n1\n");
    shell.ok("table", "import", "t.csv");
    var metadata =
        Path.of(shell.ok("table", "show", "orders", "--json").json().path("metadata").asText());
    byte[] whole = Files.readAllBytes(metadata);
    Files.delete(metadata);
    Files.writeString(metadata, "{ \"format-version\": ");
    assertThat(shell.run("table", "show", "orders").exits(Exit.STORAGE).err())
        .contains("table orders: its metadata file")
        .contains("cannot be read");
    assertThat(shell.value("select count(*) from t")).isEqualTo("1");
    assertThat(shell.ok("table", "list").out())
        .contains("cannot be read")
        .containsPattern("t +1 +1");
    assertThat(shell.ok("show", "main~1").out()).contains("cannot be read");
    Files.delete(metadata);
    assertThat(shell.run("sql", "from orders").exits(Exit.STORAGE).err()).contains("is missing");
    Files.write(metadata, whole);
    assertThat(shell.value("select count(*) from orders")).isEqualTo("4");
  }

  @Test
  void aMissingDataFileIsNamedAndEverythingElseWorks() throws IOException {
    var data = one(".parquet");
    Files.move(data, folder.resolve("away.parquet"));
    assertThat(shell.run("sql", "select sum(amount) from orders").exits(Exit.FAILED).err())
        .contains(data.getFileName().toString())
        .contains("is missing")
        .contains("next:");
    shell.ok("table", "show", "orders");
    shell.ok("branch", "create", "after");
    Files.move(folder.resolve("away.parquet"), data);
    assertThat(shell.value("select count(*) from orders")).isEqualTo("4");
  }

  @Test
  void aClockThatGoesBackwardsLosesNothing() {
    shell.clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(-400));
    shell.write("more.csv", "order_id,day,country,amount\n5,2026-11-22,JP,1\n");
    shell.ok("table", "import", "more.csv", "orders", "--append");
    var commits = shell.ok("log", "--json").json().path("commits").findValuesAsText("at");
    assertThat(commits).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(shell.ok("log").out()).contains("in 399 days");
    shell.clock = Clock.systemUTC();
    assertThat(shell.value("select count(*) from orders")).isEqualTo("5");
  }

  @Test
  void twoProcessesCommitAtOnceAndBothLand() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int p = 0; p < 2; p++) {
      shell.write("p" + p + ".csv", "order_id,day,country,amount\n1" + p + ",2026-11-22,JP,1\n");
      processes.add(
          start(List.of("table", "import", "p" + p + ".csv", "orders", "--append"), "out" + p));
    }
    for (int p = 0; p < 2; p++) {
      assertThat(processes.get(p).waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(processes.get(p).exitValue())
          .as(Files.readString(folder.resolve("out" + p)))
          .isZero();
    }
    assertThat(shell.value("select count(*) from orders")).isEqualTo("6");
    assertThat(shell.ok("log", "--json").json().path("commits").size()).isEqualTo(4);
  }

  @Test
  void anInterruptedImportLeavesNothingHalfDone() throws Exception {
    try (var rows = Files.newBufferedWriter(folder.resolve("large.csv"))) {
      rows.write("a,b\n");
      for (int i = 0; i < 5_000_000; i++) {
        rows.write(i + ",value-" + (i * 7919L % 1_000_003) + "\n");
      }
    }
    var process = start(List.of("table", "import", "large.csv", "--sample", "1000"), "out");
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!isWriting() && process.isAlive() && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    assertThat(run("kill", "-INT", Long.toString(process.pid()))).isZero();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(Exit.INTERRUPTED.code());
    assertThat(folder.resolve("out")).content().contains("interrupted; nothing was changed");
    assertThat(isWriting()).isFalse();
    assertThat(shell.ok("table", "list", "--json").json().path("tables").findValuesAsText("name"))
        .containsExactly("orders");
  }

  private boolean isWriting() throws IOException {
    try (var files = Files.find(folder.resolve(".prunella/lake/warehouse"), 9, (f, a) -> true)) {
      return files.anyMatch(f -> f.getFileName().toString().startsWith(".writing-"));
    } catch (UncheckedIOException e) {
      // It went while we looked.
      return true;
    }
  }

  private Process start(List<String> arguments, String output) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.prunella.app.cli.Prunella"));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(output).toFile())
        .start();
  }

  @Test
  void aFullDiskStopsAnImportAndTheLakeStillOpens(@TempDir Path disk) throws Exception {
    assumeTrue(
        System.getProperty("user.name").equals("root") && run("sh", "-c", "command -v mount") == 0,
        "a small disk can be mounted by root only");
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=3m", "prunella-test", disk.toString()) == 0,
        "this machine does not let us mount a small disk");
    try {
      var full = new Shell(disk.resolve("p"));
      Files.createDirectories(full.folder);
      full.ok("init");
      full.write("small.csv", "a\n1\n");
      full.ok("table", "import", "small.csv");
      var rows = new StringBuilder("a,b\n");
      for (int i = 0; i < 600_000; i++) {
        rows.append(i).append(",").append(Long.toHexString(i * 0x9E3779B97F4A7C15L)).append("\n");
      }
      shell.write("large.csv", rows.toString());
      var error =
          full.run("table", "import", folder.resolve("large.csv").toString(), "--json")
              .exits(Exit.STORAGE)
              .error();
      assertThat(error.path("code").asText()).isEqualTo("storage-full");
      assertThat(full.ok("table", "list", "--json").json().path("tables").findValuesAsText("name"))
          .containsExactly("small");
      assertThat(full.value("select a from small")).isEqualTo("1");
      full.ok("branch", "create", "after");
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
