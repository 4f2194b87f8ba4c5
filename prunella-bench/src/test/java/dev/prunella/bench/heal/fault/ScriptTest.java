package dev.prunella.bench.heal.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.scenario.Scenario.Expect;
import dev.prunella.bench.heal.scenario.Scenario.Planned;
import dev.prunella.bench.heal.world.SourceServer;
import dev.prunella.bench.heal.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults in a world: which have a place in it, and what people who know put right at its origin.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ScriptTest {
  private SourceServer server;
  private Connection connection;
  private World world;

  @BeforeAll
  void makeWorld(@TempDir Path folder) throws Exception {
    server = new SourceServer();
    connection = DriverManager.getConnection("jdbc:duckdb:");
    var home = Files.createDirectories(folder.resolve("world"));
    var ground = Ground.builtIn("shop", folder.resolve("ground"));
    world = World.make(home, ground, 5, 2, connection, server);
  }

  @AfterAll
  void close() throws Exception {
    world.close();
    connection.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reference-wrong",
        "reference-missing",
        "unit",
        "missing-comma",
        "deleted-model",
        "broken-yaml",
        "little-memory"
      })
  void allThatAFaultHasChangedIsPutRight(String kind) throws Exception {
    world.restore();
    var stage = new Stage(world, 1, Optional.empty());
    Script.of(scenario(), Kinds.all(), stage).deliver(stage, 0);
    var good = files();
    var script = Script.of(scenario(planned(kind, Optional.empty())), Kinds.all(), stage);

    script.deliver(stage, 0);
    script.before(stage, 0);
    assertThat(files()).isNotEqualTo(good);
    script.mend(stage);

    assertThat(files()).isEqualTo(good);
  }

  @Test
  void aReferenceIsWrongUntilItIsPutRight() throws Exception {
    world.restore();
    var stage = new Stage(world, 1, Optional.empty());
    var script =
        Script.of(scenario(planned("reference-wrong", Optional.of("regions"))), Kinds.all(), stage);

    assertThat(script.affects(0)).containsExactly("regions");
    assertThat(script.affects(1)).containsExactly("regions");
  }

  @Test
  void whichOfSeveralFaultsHasNoPlaceIsTold() throws Exception {
    world.restore();
    var stage = new Stage(world, 1, Optional.empty());
    var fits = planned("twice", Optional.empty());
    var doesNot = new Planned("wrong-sign", Optional.of("customers"), 0, 1, Map.of(), 7);

    assertThatThrownBy(() -> Script.of(scenario(fits, doesNot), Kinds.all(), stage))
        .isInstanceOf(Kind.Unplayable.class)
        .hasMessage(
            "mended.yaml:7: 'wrong-sign' cannot be played: shop has nothing in its model 'customers' that could be changed so:"
                + " a number is not negated any more");
  }

  @Test
  void valuesThatDoNotFitTheirColumnAreTheScenariosFault() throws Exception {
    world.restore();
    var stage = new Stage(world, 1, Optional.empty());
    var unlike =
        new Planned(
            "swap",
            Optional.empty(),
            0,
            1,
            Map.of("column", "InvoiceDate", "other", "Description"),
            9);

    var script = Script.of(scenario(unlike), Kinds.all(), stage);

    assertThatThrownBy(() -> script.deliver(stage, 0))
        .isInstanceOf(Kind.Unplayable.class)
        .hasMessageStartingWith("mended.yaml:9: 'swap' cannot be played: its rows cannot be made: ")
        .hasMessageNotContaining("SELECT");
  }

  private Map<String, Integer> files() throws IOException {
    var project = world.project();
    var files = new TreeMap<String, Integer>();
    try (Stream<Path> walk = Files.walk(project)) {
      for (var file : walk.filter(Files::isRegularFile).toList()) {
        if (!file.startsWith(project.resolve(".prunella"))) {
          files.put(project.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
    }
    return files;
  }

  private static Planned planned(String kind, Optional<String> at) {
    return new Planned(kind, at, 0, 1, Map.of(), 1);
  }

  private static Scenario scenario(Planned... faults) {
    return new Scenario(
        "mended",
        "",
        Path.of("mended.yaml"),
        List.of("shop"),
        2,
        2,
        Expect.HEAL,
        0,
        List.of(faults),
        List.of());
  }
}
