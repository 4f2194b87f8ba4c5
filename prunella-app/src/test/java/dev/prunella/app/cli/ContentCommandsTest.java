package dev.prunella.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.raw.RawLimits;
import dev.prunella.local.raw.RawStore;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a table holds in one number, and what sources brought. */
class ContentCommandsTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = Shell.inProject(folder).withOrders();
  }

  private String hash(String table, String... more) {
    var args = new String[more.length + 4];
    args[0] = "table";
    args[1] = "hash";
    args[2] = table;
    args[3] = "--json";
    System.arraycopy(more, 0, args, 4, more.length);
    return shell.ok(args).json().path("hash").asText();
  }

  @Test
  void sameRowsInAnotherOrderAndTableHaveTheSameHash() {
    var view = shell.ok("table", "hash", "orders", "--json").json();
    assertThat(view.path("table").asText()).isEqualTo("orders");
    assertThat(view.path("rows").asInt()).isEqualTo(4);
    assertThat(view.path("hash").asText()).matches("[0-9a-f]{32}");
    assertThat(view.path("commit").asText()).isEqualTo(shell.head("main"));
    shell.write(
        "copy.csv",
        """
        order_id,day,country,amount
        4,2026-11-21,FR,99.90
        2,2026-11-20,DE,20.00
        3,2026-11-21,JP,7.25
        1,2026-11-20,JP,10.50
        """);
    shell.ok("table", "import", "copy.csv");
    assertThat(hash("copy")).isEqualTo(view.path("hash").asText());
    assertThat(shell.ok("table", "hash", "orders").out())
        .contains(view.path("hash").asText())
        .contains("4 rows of orders");
  }

  @Test
  void earlierStateHasItsOwnHash() {
    var before = hash("orders");
    var commit = shell.head("main");
    shell.write("more.csv", "order_id,day,country,amount\n5,2026-11-22,JP,1.00\n");
    shell.ok("table", "import", "more.csv", "orders", "--append");
    assertThat(hash("orders")).isNotEqualTo(before);
    assertThat(hash("orders", "--at", commit)).isEqualTo(before);
  }

  @Test
  void unknownTableIsNamedWithWhatWasMeant() {
    assertThat(shell.run("table", "hash", "order").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'orders'?");
  }

  @Test
  void collectionSaysWhatItWouldFreeOfRawObjects() {
    var lake = folder.resolve(".prunella/lake");
    assertThat(shell.ok("gc", "--dry-run", "--json").json().has("raw")).isFalse();
    assertThat(lake.resolve("raw")).doesNotExist();
    var raw = RawStore.in(lake.resolve("raw"), Clock.systemUTC());
    var kept =
        raw.keep(new ByteArrayInputStream("nobody's".getBytes(UTF_8)), RawLimits.DEFAULT).hash();
    assertThat(shell.ok("gc", "-n", "--json").json().at("/raw/young/objects").asInt()).isOne();

    shell.clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(9));
    var view = shell.ok("gc", "--dry-run", "--json").json();
    assertThat(view.at("/raw/garbage/objects").asInt()).isOne();
    assertThat(view.at("/raw/garbage/bytes").asInt()).isEqualTo(8);
    assertThat(shell.ok("gc", "--dry-run").out()).contains("would free 1 raw object, 8 B");
    assertThat(Files.exists(raw.path(kept))).isTrue();
    shell.ok("gc");
    assertThat(Files.exists(raw.path(kept))).isFalse();
  }
}
