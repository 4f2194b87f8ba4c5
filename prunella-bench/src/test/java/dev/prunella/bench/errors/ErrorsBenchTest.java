package dev.prunella.bench.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ErrorsBenchTest {
  private static final String CLEAN =
      IntStream.range(0, 600)
          .mapToObj(
              i ->
                  (i * 7919) % 9000
                      + ",K"
                      + i % 20
                      + ","
                      + new String[] {"Aldenham", "Brigstock", "Cowbridge", "Dunfermline"}
                          [i % 20 % 4])
          .collect(Collectors.joining("\n", "number,clinic,town\n", "\n"));

  private static void with(Path temp, Consumer<Connection> test) {
    try (var pool =
            new DuckDbPool(
                new PoolLimits(1, 0, Duration.ofSeconds(30), 1L << 30, 1, temp, 1L << 30));
        var lease = pool.lease()) {
      test.accept(lease.connection());
    }
  }

  private static Map<String, Object> score(Connection connection, Path folder, long seed) {
    try {
      var out = new LabelledTable(connection, folder, seed, 0.02).score(true, 5);
      out.remove("seconds");
      return out;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void accusedCellsAreComparedWithTheTruth(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("clean.csv"), CLEAN);
    var lines = CLEAN.split("\n", -1);
    lines[22] = lines[22].replace("Brigstock", "Brigstoxk");
    lines[26] = lines[26].replace("Brigstock", "Dunfermline");
    lines[2] =
        lines[2].substring(0, lines[2].indexOf(','))
            + "1"
            + lines[2].substring(lines[2].indexOf(','));
    Files.writeString(folder.resolve("dirty.csv"), String.join("\n", lines));
    with(
        folder.resolve("spill"),
        connection -> {
          var report = score(connection, folder, 1);
          assertThat(report).containsEntry("wrong", 3L);
          assertThat((Map<?, ?>) report.get("quarantine"))
              .asString()
              .contains("accused=1", "rightly=1", "precision=1.0", "recall=0.333");
          assertThat((Map<?, ?>) report.get("report"))
              .asString()
              .contains("accused=2", "rightly=2");
          assertThat((Map<?, ?>) report.get("baselines")).hasSize(3);
        });
  }

  @Test
  void aCleanTableIsSpoiledByTheSeed(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("clean.csv"), CLEAN);
    with(
        folder.resolve("spill"),
        connection -> {
          var first = score(connection, folder, 1);
          assertThat(((Number) Objects.requireNonNull(first.get("wrong"))).longValue())
              .isBetween(15L, 60L);
          assertThat(score(connection, folder, 1)).isEqualTo(first);
          assertThat(score(connection, folder, 2)).isNotEqualTo(first);
        });
  }

  @Test
  void tablesOfDifferentRowsAreRefused(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("clean.csv"), CLEAN);
    Files.writeString(folder.resolve("dirty.csv"), CLEAN + "1,2,3\n");
    with(
        folder.resolve("spill"),
        connection ->
            assertThatThrownBy(() -> score(connection, folder, 1))
                .hasMessageContaining("different rows"));
  }

  @Test
  void theCommandPrintsJsonForEachTable(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("one"));
    Files.writeString(folder.resolve("one/clean.csv"), CLEAN);
    var out = new StringWriter();
    int exit =
        new CommandLine(new ErrorsBenchCommand())
            .setOut(new PrintWriter(out))
            .execute("--tables", folder.toString(), "--json");
    assertThat(exit).isZero();
    assertThat(out.toString()).contains("\"one\" : {", "\"quarantine\" : {");
  }

  @Test
  void aFolderWithoutTablesIsNamed(@TempDir Path folder) {
    var err = new StringWriter();
    int exit =
        new CommandLine(new ErrorsBenchCommand())
            .setErr(new PrintWriter(err))
            .execute("--tables", folder.toString());
    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("no clean.csv");
  }
}
