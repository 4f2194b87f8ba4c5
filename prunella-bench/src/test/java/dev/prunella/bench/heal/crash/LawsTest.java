package dev.prunella.bench.heal.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.bench.heal.world.ReferenceRuns;
import dev.prunella.bench.heal.world.World;
import dev.prunella.bench.heal.world.Worlds;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.local.LakeConfig;
import dev.prunella.local.LocalLake;
import dev.prunella.local.incidents.LakeIncidents;
import dev.prunella.local.runs.LakeRunJournal;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A lake in which a law was broken on purpose is told from one in which none was. */
@TestInstance(Lifecycle.PER_CLASS)
class LawsTest {
  private Connection connection;
  private Worlds worlds;
  private World world;

  @BeforeAll
  void makeWorld(@TempDir Path folder) throws Exception {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    worlds = Worlds.in(folder, 5, connection);
    world = worlds.world("shop", 2);
  }

  @AfterAll
  void close() throws Exception {
    world.close();
    worlds.close();
    connection.close();
  }

  /** One more day is published as it should be. */
  @BeforeEach
  void publishADay() throws Exception {
    world.restore();
    for (var feed : world.ground().feeds()) {
      world.bring(feed, 0, world.bytes(feed, world.good(feed, 0)));
    }
  }

  @Test
  void whatRunsPublishBreaksNone() throws Exception {
    var base = run();

    assertThat(broken(base)).isEmpty();
  }

  @Test
  void mainThatMovedWithoutAPublicationIsTold() throws Exception {
    var base = run();
    if (!(world.lakeConfig().refs() instanceof LakeConfig.Refs.Sqlite(Path file))) {
      throw new AssertionError("the ground's lake is in SQLite");
    }
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = database.createStatement()) {
      statement.executeUpdate(
          "DELETE FROM publication WHERE write_no = (SELECT max(write_no) FROM publication)");
    }

    assertThat(broken(base)).anyMatch(law -> law.startsWith("main is at "));
  }

  @Test
  void aPublicationThatNoRunKnowsOfIsTold() throws Exception {
    var base = run();
    try (var lake = lake()) {
      var main = lake.lake().head(Ref.MAIN);
      var next =
          lake.lake()
              .candidate("forged", main, Map.of(), CommitInfo.by("nobody", "says it was a run"));
      lake.lake()
          .advance(
              Ref.MAIN,
              main.id(),
              next.id(),
              Optional.empty(),
              Publication.Attested.RUN_SUCCEEDED,
              "nobody",
              "says it was a run");
    }

    assertThat(broken(base)).anyMatch(law -> law.startsWith("no run knows of its publication"));
  }

  @Test
  void anIncidentThatGoesOnAfterItsEndIsTold() throws Exception {
    var base = run();
    try (var lake = lake()) {
      var now = world.morning(1);
      var run = new LakeRunJournal(lake.lake(), text -> text).newest(1).getFirst().run();
      var writer =
          new LakeIncidents(lake.lake(), text -> text)
              .open(
                  new IncidentEvent.Opened(
                      now, run, "shop", Optional.empty(), Optional.empty(), List.of()));
      writer.append(new IncidentEvent.Closed(now, IncidentEvent.End.HEALED, "done"));
      writer.append(new IncidentEvent.Closed(now, IncidentEvent.End.HEALED, "done again"));
    }

    assertThat(broken(base)).anyMatch(law -> law.contains("was closed, and then Closed"));
  }

  /** Runs the day; gives main's head before it. */
  private CommitId run() throws Exception {
    try (var runs = ReferenceRuns.open(world.project(), world.morning(0))) {
      var base = runs.workspace().lake().lake().head(Ref.MAIN).id();
      var ended = runs.run(world.ground().pipeline(), world.day(0), Set.of());
      assertThat(ended.outcome().publishes()).as(ended.sentence()).isTrue();
      return base;
    }
  }

  private List<String> broken(CommitId base) {
    try (var lake = lake()) {
      return new Laws(lake, base).broken();
    }
  }

  private LocalLake lake() {
    return world.lake(world.morning(1));
  }
}
