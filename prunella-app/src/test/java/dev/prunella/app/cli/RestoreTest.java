package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup as docs/operations.md tells to make one, and what it is good for. */
class RestoreTest {
  private static final String ORDERS = "select count(*) from raw_orders";

  @TempDir Path folder = Path.of("");
  @TempDir Path elsewhere = Path.of("");

  /** The database first; the rest may be newer. */
  private void backUpDatabase() throws SQLException {
    var database = folder.resolve(".prunella/lake/lake.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.executeUpdate("backup to '" + elsewhere.resolve("lake.db") + "'");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (var path : (Iterable<Path>) all::iterator) {
        var at = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(at);
        } else if (!path.getFileName().toString().startsWith("lake.db")) {
          Files.copy(path, at);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void whatWasPublishedBeforeItIsThereAndWhatCameLaterIsMadeAgain() throws Exception {
    var shell = SmallShop.in(folder, 2);
    shell.ok("run", "-i", SmallShop.day(1));
    backUpDatabase();
    var head = shell.ok("audit", "verify", "--json").json().path("head");
    var before = shell.head("main");
    // Whoever copies the rest while runs go on copies files that the database does not know.
    shell.ok("run", "-i", SmallShop.day(2));
    assertThat(shell.value(ORDERS)).isEqualTo("4");
    copy(folder.resolve(".prunella"), elsewhere.resolve("rest"));

    delete(folder.resolve(".prunella"));
    copy(elsewhere.resolve("rest"), folder.resolve(".prunella"));
    Files.copy(elsewhere.resolve("lake.db"), folder.resolve(".prunella/lake/lake.db"));

    assertThat(shell.head("main")).isEqualTo(before);
    shell.ok(
        "audit",
        "verify",
        "--head",
        head.path("number").asLong() + ":" + head.path("hash").asText());
    shell.ok("verify");
    assertThat(shell.value(ORDERS)).isEqualTo("2");
    shell.ok("backfill", "--to", SmallShop.day(3));
    assertThat(shell.value(ORDERS)).isEqualTo("4");
    shell.ok("gc");
    assertThat(shell.value(ORDERS)).isEqualTo("4");
  }
}
