package dev.prunella.app.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.cli.Prunella;
import dev.prunella.app.heal.Remedies;
import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Reach;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be seen and done depends on what the project's files say, and on how much is known. */
class FootingsTest {
  private static final String TAKE_BACK = "take back what one cause has changed";
  private static final int ENOUGH = 30;
  private static final int TO_HOLD = 60;

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void project() throws IOException {
    for (var name : new String[] {"models", "sources", "contracts"}) {
      Files.createDirectories(folder.resolve(name));
    }
    write(
        "prunella.yaml",
        """
        name: shop
        pipelines:
          shop: {interval: daily, start: 2026-11-01}
        """);
    write(
        "sources/orders.yaml",
        """
        source: raw_orders
        files: landing/{interval:yyyy-MM-dd}.csv
        columns: {id: long, amount: double}
        """);
    write(
        "models/sums.sql",
        """
        -- materialized: full
        select sum(amount) as amount from raw_orders
        """);
    var ignored = new PrintWriter(new StringWriter());
    assertThat(Prunella.execute(Clock.systemUTC(), folder, ignored, ignored, "init")).isZero();
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(folder.resolve(path), text);
  }

  private void promise(String table, String more) throws IOException {
    write(
        "contracts/" + table + ".odcs.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: %1$s
        version: 1.0.0
        status: active
        schema:
          - name: %1$s
        %2$s"""
            .formatted(table, more));
  }

  private LoadedProject load() {
    try (var workspace =
        Workspace.open(
            ProjectFile.read(folder),
            new Secrets(Map.of(), folder, new Redaction()),
            new Workspace.Host("test", Map.of(), Clock.systemUTC(), _ -> {}))) {
      return workspace.codeTrees().now().project();
    }
  }

  private static Footings footings(LoadedProject project, int intervals) {
    return new Footings(project, _ -> intervals, _ -> false, 1L << 40);
  }

  private static Step step(LoadedProject project, String table) {
    return project.graph().step(TableName.of(table)).orElseThrow();
  }

  private static Reach takeBack(LoadedProject project, String table, int intervals) {
    var footing = footings(project, intervals).of(step(project, table));
    return Remedies.of(footing).stream()
        .filter(told -> told.sort().words().equals(TAKE_BACK))
        .findFirst()
        .orElseThrow()
        .reach();
  }

  private static String why(Reach reach) {
    return ((Reach.Beyond) reach).why();
  }

  @Test
  void valuesAreExplainedOnceEnoughGoodIntervalsAreThereAndSomethingHoldsThem() throws IOException {
    promise("raw_orders", "");
    var project = load();
    assertThat(why(takeBack(project, "raw_orders", ENOUGH - 1)))
        .contains(ENOUGH - 1 + " earlier intervals", "beside " + ENOUGH);
    // A contract that promises nothing holds by the history alone, and that must be long enough.
    assertThat(why(takeBack(project, "raw_orders", ENOUGH))).contains("only warns");
    assertThat(why(takeBack(project, "raw_orders", TO_HOLD - 1))).contains("only warns");
    assertThat(takeBack(project, "raw_orders", TO_HOLD)).isInstanceOf(Reach.Within.class);
  }

  @Test
  void aPromiseOfWhatIsMadeFromATableHoldsForItsSakeToo() throws IOException {
    assertThat(why(takeBack(load(), "raw_orders", TO_HOLD))).contains("only warns");
    promise(
        "sums",
        """
            properties:
              - name: amount
                logicalType: number
                required: true
        """);
    assertThat(takeBack(load(), "raw_orders", ENOUGH)).isInstanceOf(Reach.Within.class);
    assertThat(why(takeBack(load(), "sums", ENOUGH))).contains("at the sources");
  }

  @Test
  void whatTheHistoryDoesIsSaidAsItIsJudged() throws IOException {
    assertThat(history(load(), 7)).isEqualTo(Optional.empty());
    assertThat(history(load(), TO_HOLD).orElseThrow()).contains("unlike them warns");
    promise("raw_orders", "");
    assertThat(history(load(), ENOUGH).orElseThrow()).contains("is held from " + TO_HOLD);
    assertThat(history(load(), TO_HOLD).orElseThrow()).endsWith("what is unlike them is held");
    write(
        "prunella.yaml",
        """
        name: shop
        anomalies: none
        pipelines:
          shop: {interval: daily, start: 2026-11-01}
        """);
    assertThat(history(load(), TO_HOLD)).isEqualTo(Optional.empty());
  }

  /** How it is compared with its history; empty where it is not. */
  private static Optional<String> history(LoadedProject project, int intervals) {
    return new Sights(footings(project, intervals))
        .of(step(project, "raw_orders")).stream()
            .filter(sight -> sight.of().equals("history"))
            .map(Sights.Sight::reach)
            .filter(Reach.Within.class::isInstance)
            .map(reach -> ((Reach.Within) reach).when())
            .findFirst();
  }
}
