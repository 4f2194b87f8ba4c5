package dev.prunella.bench.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.bench.heal.fault.Kind;
import dev.prunella.bench.heal.fault.Script;
import dev.prunella.bench.heal.fault.Stage;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.oracle.Oracle;
import dev.prunella.bench.heal.oracle.References;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.system.Strategy;
import dev.prunella.bench.heal.system.SystemProcess;
import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.ReferenceRuns;
import dev.prunella.bench.heal.world.SourceServer;
import dev.prunella.bench.heal.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Plays scenarios one after another: keeps a world for each ground, and a process for each
 * strategy. For one thread.
 */
final class Stagehand implements AutoCloseable {
  /** When the system is woken after an interval has come up. */
  private static final List<Duration> WAKES = List.of(Duration.ZERO, Duration.ofHours(6));

  private final Path folder;
  private final Connection connection;
  private final Map<String, Kind> kinds;
  private final long seed;
  private final SourceServer server = new SourceServer();
  private final Map<String, Playhouse> houses = new HashMap<>();
  private final Map<Strategy, SystemProcess> systems = new EnumMap<>(Strategy.class);
  private int worlds;

  /** A world with what belongs to it. */
  private record Playhouse(
      World world, References references, Oracle oracle, Map<String, Set<String>> graph) {}

  /**
   * A stagehand.
   *
   * @param folder empty, for it alone
   * @param connection to an engine of the bench's own, for it alone
   * @param seed of the names and histories of its worlds
   */
  Stagehand(Path folder, Connection connection, Map<String, Kind> kinds, long seed)
      throws IOException {
    this.folder = folder;
    this.connection = connection;
    this.kinds = kinds;
    this.seed = seed;
  }

  /**
   * Plays a scenario with each strategy.
   *
   * @param trial the seed of all that is left to chance in it
   */
  List<Played> play(Scenario scenario, long trial, List<Strategy> strategies)
      throws IOException, SQLException {
    var order = new ArrayList<>(scenario.grounds());
    var random = new SplittableRandom(trial);
    Collections.rotate(order, random.nextInt(order.size()));
    Optional<Kind.Unplayable> why = Optional.empty();
    for (var ground : order) {
      try {
        var house = house(ground, scenario.history());
        var played = new ArrayList<Played>();
        for (var strategy : strategies) {
          played.add(play(scenario, house, trial, strategy));
        }
        return played;
      } catch (Kind.Unplayable e) {
        why = Optional.of(e);
      }
    }
    throw new IOException(
        scenario.name() + " cannot be played: " + why.map(Throwable::getMessage).orElse(""));
  }

  private Playhouse house(String name, int history) throws IOException, SQLException {
    var key = name + " " + history;
    var there = houses.get(key);
    if (there == null) {
      there = make(name, history);
      houses.put(key, there);
    }
    return there;
  }

  private Playhouse make(String name, int history) throws IOException, SQLException {
    var home = Files.createDirectories(folder.resolve("world-" + worlds++));
    var ground =
        Ground.builtIns().contains(name)
            ? Ground.builtIn(name, home.resolve("ground"))
            : Ground.read(Path.of(name));
    var world = World.make(home, ground, seed, history, connection, server);
    var references = new References(world, Files.createDirectories(home.resolve("rows")));
    return new Playhouse(
        world, references, new Oracle(world, references, connection), graph(world));
  }

  /** What each table is made from. */
  private static Map<String, Set<String>> graph(World world) throws IOException {
    try (var runs = ReferenceRuns.open(world.project(), world.morning(0))) {
      var graph = new TreeMap<String, Set<String>>();
      Workspace workspace = runs.workspace();
      for (var scheduled : workspace.code().project().pipelines()) {
        var of = scheduled.pipeline().graph();
        for (var table : of.tables()) {
          graph.put(
              table.toString(),
              of.readsInside(table).stream()
                  .map(Object::toString)
                  .collect(Collectors.toCollection(TreeSet::new)));
        }
      }
      return graph;
    }
  }

  private Played play(Scenario scenario, Playhouse house, long trial, Strategy strategy)
      throws IOException, SQLException {
    long start = System.nanoTime();
    var world = house.world();
    world.restore();
    var system = systems.computeIfAbsent(strategy, this::process);
    // Chance is the same for each strategy, and in the worlds that are compared with.
    var stage = new Stage(world, new SplittableRandom(trial), Optional.of(system));
    var script = Script.of(scenario, kinds, stage);
    var story = new ArrayList<Played.Wake>();
    try {
      system.open(world.project(), world.morning(0).minus(Duration.ofMinutes(30)));
      for (int tick = 0; tick < scenario.then(); tick++) {
        script.deliver(stage, tick);
        var morning = world.morning(tick);
        stage.at(morning.minus(Duration.ofMinutes(20)), tick);
        script.before(stage, tick);
        story.add(wake(system, world, morning.plus(stage.clockOff())));
        stage.at(morning.plus(Duration.ofHours(1)), tick);
        script.after(stage, tick);
        for (var later : WAKES.subList(1, WAKES.size())) {
          story.add(wake(system, world, morning.plus(later).plus(stage.clockOff())));
        }
      }
      system.closeProject();
    } finally {
      script.end(stage);
    }
    var evidence =
        new Oracle.Evidence(
            scenario, script, story.stream().map(Played.Wake::told).toList(), house.graph());
    var other = new Stage(world, new SplittableRandom(trial), Optional.empty());
    var judgement = house.oracle().judge(evidence, other);
    return new Played(
        scenario.name(),
        scenario.expect().name().toLowerCase(Locale.ROOT),
        script.kinds().stream()
            .map(
                k ->
                    new Played.KindOf(
                        k.name(), k.layer().name().toLowerCase(Locale.ROOT), k.failure().word()))
            .toList(),
        world.ground().name(),
        trial,
        strategy,
        script.told(),
        judgement,
        story,
        Duration.ofNanos(System.nanoTime() - start));
  }

  /** A process that dies is started again when it is needed, and that is part of the story. */
  private static Played.Wake wake(SystemProcess system, World world, Instant at) {
    long start = System.nanoTime();
    Told told;
    try {
      told = system.wake(at);
    } catch (IOException e) {
      told =
          new Told(
              List.of(),
              List.of(),
              List.of(),
              List.of("died: " + e.getMessage()),
              List.of(),
              List.of());
      reopen(system, world, at);
    }
    return new Played.Wake(at, told, Duration.ofNanos(System.nanoTime() - start));
  }

  private static void reopen(SystemProcess system, World world, Instant at) {
    try {
      system.kill();
      system.open(world.project(), at.plusSeconds(60));
    } catch (IOException e) {
      throw new UncheckedIOException("the system under test cannot be opened again", e);
    }
  }

  private SystemProcess process(Strategy strategy) {
    return new SystemProcess(strategy, folder.resolve("system-" + strategy.word + ".log"));
  }

  @Override
  public void close() throws IOException, SQLException {
    for (var system : systems.values()) {
      system.close();
    }
    server.close();
    for (var house : houses.values()) {
      house.world().close();
    }
  }
}
