package dev.prunella.bench.heal.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.CommitId;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldsTest {
  private static final int HISTORY = 2;

  @Test
  void aWorldIsUsedAgainAsItWasAfterItsHistory(@TempDir Path folder) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:")) {
      var made = head(folder, connection, true);
      var again = head(folder, connection, true);
      Files.writeString(folder.resolve("weather-2-5").resolve("made-by"), "another program");
      var anew = head(folder, connection, false);

      assertThat(again).isEqualTo(made);
      assertThat(anew).isNotEqualTo(made);
    }
  }

  @Test
  void twoBenchesDoNotWorkInOneFolder(@TempDir Path folder) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var _ = Worlds.in(folder, 5, connection)) {
      assertThatThrownBy(() -> Worlds.in(folder, 5, connection))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another healbench works in");
    }
  }

  /**
   * Main's head in a world.
   *
   * @param leftInAMess whether it is then left as by a bench that was cut short
   */
  private static CommitId head(Path folder, Connection connection, boolean leftInAMess)
      throws Exception {
    try (var worlds = Worlds.in(folder, 5, connection);
        var world = worlds.world("weather", HISTORY);
        var lake = world.lake(world.morning(0))) {
      var head = lake.lake().head(Ref.MAIN).id();
      if (leftInAMess) {
        for (var feed : world.ground().feeds()) {
          world.bring(feed, 0, world.bytes(feed, world.good(feed, 0)));
        }
        try (var runs = ReferenceRuns.open(world.project(), world.morning(0))) {
          runs.run(world.ground().pipeline(), world.day(0), Set.of());
          assertThat(runs.workspace().lake().lake().head(Ref.MAIN).id()).isNotEqualTo(head);
        }
        Files.delete(world.project().resolve("prunella.yaml"));
      }
      return head;
    }
  }
}
