package dev.prunella.bench.heal.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.bench.heal.crash.Endangered.Crashed;
import dev.prunella.bench.heal.system.Strategy;
import dev.prunella.bench.heal.system.SystemProcess;
import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.World;
import dev.prunella.bench.heal.world.Worlds;
import dev.prunella.local.LakeConfig;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A system that seems to die at its writes is followed by itself, and a reader looks on. */
@TestInstance(Lifecycle.PER_CLASS)
class MortalPlayTest {
  private static final long SEED = 11;

  private Connection connection;
  private Worlds worlds;
  private World world;
  private SystemProcess system;
  private CommitId base;

  @BeforeAll
  void makeWorld(@TempDir Path folder) throws Exception {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    worlds = Worlds.in(folder, 5, connection);
    world = worlds.world("shop", 2);
    system = new SystemProcess(Strategy.PRUNELLA, 2, folder.resolve("system.log"));
  }

  @AfterAll
  void close() throws Exception {
    system.close();
    world.close();
    worlds.close();
    connection.close();
  }

  @BeforeEach
  void bringADay() throws Exception {
    world.restore();
    for (var feed : world.ground().feeds()) {
      world.bring(feed, 0, world.bytes(feed, world.good(feed, 0)));
    }
    try (var lake = lake()) {
      base = lake.lake().head(Ref.MAIN).id();
    }
  }

  @Test
  void aDayWhoseProcessDiesAtItsWritesComesToTheSameEnd() throws Exception {
    var deaths = new StepDeaths(100, 2);
    var alive = play(deaths, 0);
    assertThat(alive.hits()).isEmpty();
    assertThat(deaths.stepsInAll()).isGreaterThan(20);

    for (int round = 1; round <= 3; round++) {
      bringADay();
      var died = play(deaths, round);

      assertThat(died.hits()).isNotEmpty();
      assertThat(died.broken()).isEmpty();
      assertThat(died.again()).isEqualTo(" --round " + round);
      try (var lake = lake()) {
        assertThat(lake.lake().head(Ref.MAIN).id()).isNotEqualTo(base);
      }
    }
  }

  /**
   * Among these is the end of a run's lease, at which a scheduler once waited for ever. Two wakes
   * may take their steps in another order, so that one turn may pass it by.
   */
  @Test
  void whoDiesAtItsLastWritesDoesNotHang() throws Exception {
    system.openMortal(world.project(), world.morning(0));
    int all = system.wakeUntil(world.morning(0), 0).steps();
    system.closeProject();
    var died = new ArrayList<String>();
    for (int turn = 0; turn < 4 && !died.contains("lease-before"); turn++) {
      for (int step = all - 11; step < all; step++) {
        bringADay();
        system.openMortal(world.project(), world.morning(0));
        system.wakeUntil(world.morning(0), step).died().ifPresent(died::add);
        system.closeProject();
      }
    }

    assertThat(died).contains("lease-before");
  }

  @Test
  void aHeadThatNobodyPublishedIsSeen() throws Exception {
    play(new StepDeaths(1, 1), 0);
    if (!(world.lakeConfig().refs() instanceof LakeConfig.Refs.Sqlite(Path file))) {
      throw new AssertionError("the ground's lake is in SQLite");
    }
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = database.createStatement()) {
      statement.executeUpdate(
          "DELETE FROM publication WHERE write_no = (SELECT max(write_no) FROM publication)");
    }

    assertThat(seen()).singleElement().asString().contains("which nobody published");
  }

  @Test
  void aFileOfMainThatIsNotThereIsSeen() throws Exception {
    try (var lake = lake()) {
      var head = lake.lake().head(Ref.MAIN);
      lake.lake()
          .entries(
              head,
              (key, entry) -> {
                if (entry instanceof Entry.Table table) {
                  lake.table(key, table)
                      .newScan()
                      .planFiles()
                      .forEach(t -> remove(t.file().location()));
                }
              });
    }

    assertThat(seen()).isNotEmpty().allMatch(law -> law.startsWith("a reader could not read"));
  }

  private static void remove(String location) {
    try {
      Files.delete(Path.of(location.replaceFirst("^file:", "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> seen() {
    var reader = new MainReader(world);
    try (var _ = reader.looking(world.morning(1));
        var lake = lake()) {
      lake.lake().head(Ref.MAIN);
    }
    try (var lake = lake()) {
      return reader.broken(lake, base);
    }
  }

  private Crashed play(StepDeaths deaths, int round) throws Exception {
    var play = deaths.begin(system, world, new Peril.Play("a day", SEED, round));
    play.open(world.morning(0).minus(Duration.ofMinutes(30)));
    Told told = play.wake(world.morning(0));
    assertThat(told.trouble()).isEmpty();
    system.closeProject();
    try (var lake = lake()) {
      return play.end(lake, base);
    }
  }

  private LocalLake lake() {
    return world.lake(world.morning(1));
  }
}
