package dev.prunella.bench.heal.fault;

import dev.prunella.bench.TemporaryFolder;
import dev.prunella.bench.heal.fault.Kind.About;
import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.fault.Kind.Unplayable;
import dev.prunella.bench.heal.scenario.Parameter;
import dev.prunella.local.LakeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What goes wrong below: processes, memory, files and clocks. */
final class InfrastructureKinds {
  private static final Parameter.Amount MILLIS =
      Wanted.whole(
          "millis", "milliseconds from the wake to the kill", 0, 60_000, 30, 80, 150, 300, 500);

  private InfrastructureKinds() {}

  static List<Kind> all() {
    return List.of(
        kind(
            "killed",
            "the process is killed while it works",
            About.NOTHING,
            List.of(MILLIS),
            (plan, stage) ->
                new Killed(stage, (int) MILLIS.of(plan.with(), stage.random()), false)),
        kind(
            "killed-twice",
            "the process is killed while it works, and again when it comes back",
            About.NOTHING,
            Wanted.NOTHING,
            (_, stage) -> new Killed(stage, 30 + stage.random().nextInt(200), true)),
        kind(
            "little-memory",
            "steps may use far less memory than they need",
            About.NOTHING,
            Wanted.NOTHING,
            (_, stage) -> new LittleMemory(stage)),
        kind(
            "locked-database",
            "somebody holds the lake's database locked",
            About.NOTHING,
            Wanted.NOTHING,
            (_, stage) -> new Locked(stage)),
        kind(
            "clock-back",
            "the machine's clock is five hours behind",
            About.NOTHING,
            Wanted.NOTHING,
            (_, stage) -> new Clock(stage, "five hours behind", Duration.ofHours(-5))),
        kind(
            "clock-ahead",
            "the machine's clock is a day ahead",
            About.NOTHING,
            Wanted.NOTHING,
            (_, stage) -> new Clock(stage, "a day ahead", Duration.ofDays(1))),
        kind(
            "lost-data-file",
            "a data file of a table is gone",
            About.MODEL,
            Wanted.NOTHING,
            (plan, stage) -> new LostFile(stage, stage.model(plan).getKey())),
        kind(
            "scratch-gone",
            "the folder for temporary files is gone",
            About.NOTHING,
            Wanted.NOTHING,
            (_, stage) -> new ScratchGone(stage)));
  }

  private static Kind kind(
      String name, String says, About about, List<Parameter> parameters, Kind.Maker maker) {
    return new Kind(
        name, Layer.INFRASTRUCTURE, Failure.INFRASTRUCTURE, says, about, parameters, false, maker);
  }

  /** What may keep any step from its work. */
  private abstract static class Anywhere extends Fault {
    private final Set<String> tables;

    Anywhere(Stage stage) {
      this.tables = Set.copyOf(stage.world().ground().vocabulary().tables().keySet());
    }

    @Override
    public Set<String> affects() {
      return tables;
    }
  }

  /** The process dies some time after it was woken, and it may do so again at the next wake. */
  private static final class Killed extends Anywhere {
    private final int millis;
    private final boolean twice;

    Killed(Stage stage, int millis, boolean twice) {
      super(stage);
      this.millis = millis;
      this.twice = twice;
    }

    @Override
    public String told() {
      return "killed after " + millis + " ms" + (twice ? ", twice" : "");
    }

    @Override
    public void before(Stage stage, int tick) {
      kill(stage, tick);
    }

    @Override
    public void after(Stage stage, int tick) {
      if (twice) {
        kill(stage, tick);
      }
    }

    private void kill(Stage stage, int tick) {
      if (tick == 0) {
        stage.system().ifPresent(system -> system.killIn(Duration.ofMillis(millis)));
      }
    }
  }

  /** Somebody has saved memory in the project's settings. */
  private static final class LittleMemory extends Anywhere {
    LittleMemory(Stage stage) {
      super(stage);
    }

    @Override
    public String told() {
      return "memory: 1MB in prunella.yaml";
    }

    @Override
    public void before(Stage stage, int tick) throws IOException {
      if (tick == 0) {
        var file = stage.world().project().resolve("prunella.yaml");
        var text = Files.readString(file);
        if (text.contains("defaults:")) {
          throw new Unplayable("the project has defaults of its own");
        }
        Files.writeString(file, text.stripTrailing() + "\ndefaults:\n  memory: 1MB\n");
      }
    }

    @Override
    public void mend(Stage stage) throws IOException {
      stage.world().putRight(stage.world().project().resolve("prunella.yaml"), stage.tick());
    }
  }

  /** Another process writes to the database, and does not end, until the second wake. */
  private static final class Locked extends Anywhere {
    private @Nullable Connection holder;

    Locked(Stage stage) {
      super(stage);
    }

    @Override
    public String told() {
      return "the database is locked for an hour";
    }

    @Override
    public void before(Stage stage, int tick) throws IOException, SQLException {
      if (tick == 0 && stage.system().isPresent()) {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + database(stage));
        try (var statement = connection.createStatement()) {
          statement.execute("BEGIN IMMEDIATE");
        }
        holder = connection;
      }
    }

    private static Path database(Stage stage) {
      if (stage.world().lakeConfig().refs() instanceof LakeConfig.Refs.Sqlite(Path file)) {
        return file;
      }
      throw new Unplayable("the lake has no database file");
    }

    @Override
    public void after(Stage stage, int tick) throws SQLException {
      release();
    }

    @Override
    public void end(Stage stage) throws IOException {
      try {
        release();
      } catch (SQLException e) {
        throw new IOException("the database cannot be unlocked", e);
      }
    }

    private void release() throws SQLException {
      if (holder != null) {
        holder.close();
        holder = null;
      }
    }
  }

  /** The clock is wrong when an interval comes up, and right again at the second wake. */
  private static final class Clock extends Anywhere {
    private final String how;
    private final Duration by;

    Clock(Stage stage, String how, Duration by) {
      super(stage);
      this.how = how;
      this.by = by;
    }

    @Override
    public String told() {
      return "the clock is " + how;
    }

    @Override
    public void before(Stage stage, int tick) {
      stage.clockIsOff(tick == 0 ? by : Duration.ZERO);
    }

    @Override
    public void after(Stage stage, int tick) {
      stage.clockIsOff(Duration.ZERO);
    }
  }

  /** A file that a table on main refers to. */
  private static final class LostFile extends Anywhere {
    private final String table;

    LostFile(Stage stage, String table) {
      super(stage);
      this.table = table;
    }

    @Override
    public String told() {
      return "a data file of " + table + " is gone";
    }

    @Override
    public void before(Stage stage, int tick) throws IOException {
      if (tick > 0) {
        return;
      }
      try (Stream<Path> walk = Files.walk(stage.world().project().resolve(".prunella"))) {
        var files =
            walk.filter(f -> f.toString().endsWith(".parquet"))
                .filter(f -> f.toString().contains("/" + table))
                .sorted()
                .toList();
        if (files.isEmpty()) {
          throw new Unplayable(table + " has no files");
        }
        stage.world().lose(files.getLast());
      }
    }
  }

  /** Somebody has tidied up. */
  private static final class ScratchGone extends Anywhere {
    ScratchGone(Stage stage) {
      super(stage);
    }

    @Override
    public String told() {
      return "the folder for temporary files is gone";
    }

    @Override
    public void before(Stage stage, int tick) throws IOException {
      var scratch = stage.world().lakeConfig().scratch();
      if (tick == 0 && Files.isDirectory(scratch)) {
        // At one stroke: the system may be at work in it.
        var gone = stage.world().project().resolveSibling("scratch-gone");
        Files.move(scratch, gone, StandardCopyOption.ATOMIC_MOVE);
        TemporaryFolder.delete(gone);
      }
    }
  }
}
