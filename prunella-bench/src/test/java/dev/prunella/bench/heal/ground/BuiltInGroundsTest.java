package dev.prunella.bench.heal.ground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.RunEvent.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The grounds that come with the program, as projects. */
class BuiltInGroundsTest {
  private static final int SEEDS = 20;
  private static final int DAYS = 3;

  @TempDir Path folder = Path.of("");
  private Connection connection;

  @BeforeEach
  void connect() throws Exception {
    connection = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void disconnect() throws Exception {
    connection.close();
  }

  static List<String> grounds() {
    return Ground.builtIns();
  }

  @ParameterizedTest
  @MethodSource("grounds")
  void aGroundIsAsItsFolderSays(String name) throws Exception {
    var ground = Ground.builtIn(name, folder.resolve("ground"));
    assertThat(ground.name()).isEqualTo(name);
    assertThat(ground.feeds()).isNotEmpty();
    assertThat(ground.folder().resolve("SOURCE.md")).isRegularFile();
    for (var feed : ground.feeds()) {
      assertThat(Files.size(feed.pool())).isLessThan(400_000);
    }
  }

  @ParameterizedTest
  @MethodSource("grounds")
  void noNameIsAWordOfSql(String name) throws Exception {
    var vocabulary = Ground.builtIn(name, folder.resolve("ground")).vocabulary();
    var words = new ArrayList<String>();
    for (var names : List.of(vocabulary.tables(), vocabulary.columns())) {
      names.forEach(
          (logical, others) -> {
            words.add(logical);
            words.addAll(others);
          });
    }
    var reserved = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'")) {
      while (found.next()) {
        reserved.add(found.getString(1));
      }
    }
    assertThat(words.stream().map(w -> w.toLowerCase(Locale.ROOT)))
        .doesNotContainAnyElementsOf(reserved);
  }

  @ParameterizedTest
  @MethodSource("grounds")
  void theProjectIsWholeUnderEveryName(String name) throws Exception {
    var ground = Ground.builtIn(name, folder.resolve("ground"));
    for (int seed = 0; seed < SEEDS; seed++) {
      var project = folder.resolve("project-" + seed);
      Names.of(ground.vocabulary(), seed)
          .project(ground.project(), project, text -> text.replace("@PORT@", "1"));
      var file = ProjectFile.read(project);
      var secrets = new Secrets(Map.of(), file.folder(), new Redaction());
      LocalLake.create(file.lake(), secrets, Clock.systemUTC()).close();
      try (var workspace =
          Workspace.open(
              file,
              secrets,
              new Workspace.Host("test", System.getenv(), Clock.systemUTC(), _ -> {}))) {
        assertThat(workspace.codeTrees().now().project().pipelines()).as("seed " + seed).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("grounds")
  void theFirstDaysArePublishedWithAllContractsKept(String name) throws Exception {
    var ground = Ground.builtIn(name, folder.resolve("ground"));
    for (long seed = 1; seed <= 2; seed++) {
      try (var world = new GroundWorld(ground, seed, folder.resolve("world-" + seed), connection)) {
        for (int day = 0; day < DAYS; day++) {
          var run = world.run(day);
          assertThat(run.said()).as("seed " + seed + ", day " + day).isEmpty();
          assertThat(run.result().outcome()).isEqualTo(Outcome.PUBLISHED);
        }
      }
    }
  }

  /** By hand: {@code -Dprunella.calm=shop -Dprunella.calm.seed=1 -Dprunella.calm.days=70}. */
  @Test
  @Tag("slow")
  @EnabledIfSystemProperty(named = "prunella.calm", matches = ".+")
  void cleanDaysAreCalm() throws Exception {
    var ground = Ground.builtIn(System.getProperty("prunella.calm"), folder.resolve("ground"));
    int held = 0;
    int warned = 0;
    int days = Integer.getInteger("prunella.calm.days", 70);
    try (var world =
        new GroundWorld(
            ground, Long.getLong("prunella.calm.seed", 1), folder.resolve("world"), connection)) {
      for (int day = 0; day < days; day++) {
        var run = world.run(day);
        boolean complete = run.result().outcome().complete();
        held += complete ? 0 : 1;
        warned += complete && !run.said().isEmpty() ? 1 : 0;
        if (!run.said().isEmpty()) {
          System.out.println("day " + day + " " + run.result().outcome() + " " + run.said());
        }
      }
    }
    System.out.println(ground.name() + ": held " + held + ", warned " + warned + " of " + days);
    assertThat(held).isLessThanOrEqualTo(2);
  }
}
