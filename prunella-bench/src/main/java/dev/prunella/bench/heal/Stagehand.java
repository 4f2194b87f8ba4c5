package dev.prunella.bench.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.bench.TemporaryFolder;
import dev.prunella.bench.heal.crash.Endangered;
import dev.prunella.bench.heal.crash.Endangered.Crashed;
import dev.prunella.bench.heal.crash.Peril;
import dev.prunella.bench.heal.fault.Kind;
import dev.prunella.bench.heal.fault.Script;
import dev.prunella.bench.heal.fault.Stage;
import dev.prunella.bench.heal.oracle.Oracle;
import dev.prunella.bench.heal.oracle.References;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.system.Strategy;
import dev.prunella.bench.heal.system.SystemProcess;
import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.Owners;
import dev.prunella.bench.heal.world.ReferenceRuns;
import dev.prunella.bench.heal.world.World;
import dev.prunella.bench.heal.world.Worlds;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

  /** So long after a wake people answer what they have been asked, if they do. */
  private static final Duration READING = Duration.ofHours(2);

  /** So much may be said after one wake. */
  private static final int MOST_WORDS = 10;

  /** Its wakes are bounded each; this is for many of them. */
  private static final Duration LONGEST_PLAY = Duration.ofMinutes(10);

  private final Path folder;
  private final Connection connection;
  private final Map<String, Kind> kinds;
  private final Worlds worlds;
  private final int processors;
  private final Optional<Peril> peril;
  private final Map<String, Playhouse> houses = new HashMap<>();
  private final Map<Strategy, SystemProcess> systems = new EnumMap<>(Strategy.class);

  /** A world with what belongs to it. */
  private record Playhouse(
      World world,
      References references,
      Oracle oracle,
      Map<String, Set<String>> graph,
      Owners owners) {}

  /**
   * A stagehand.
   *
   * @param folder for it alone; worlds that are there already are used
   * @param connection to an engine of the bench's own, for it alone
   * @param seed of the names and histories of its worlds
   * @param processors that a system may use
   * @param peril how systems die meanwhile; empty if they do not
   */
  Stagehand(
      Path folder,
      Connection connection,
      Map<String, Kind> kinds,
      long seed,
      int processors,
      Optional<Peril> peril)
      throws IOException {
    this.processors = processors;
    this.folder = folder;
    this.connection = connection;
    this.kinds = kinds;
    this.peril = peril;
    this.worlds = Worlds.in(folder, seed, connection);
  }

  /**
   * Plays a scenario with each strategy.
   *
   * @param trial with the seed of all that is left to chance in it
   */
  List<Played> play(Plays.Trial trial, List<Strategy> strategies) throws IOException, SQLException {
    var scenario = trial.scenario();
    var order = new ArrayList<>(scenario.grounds());
    var random = new SplittableRandom(trial.seed());
    Collections.rotate(order, random.nextInt(order.size()));
    var why = new LinkedHashSet<String>();
    for (var ground : order) {
      try {
        var house = house(ground, scenario.history());
        var played = new ArrayList<Played>();
        for (var strategy : strategies) {
          played.add(play(trial, house, strategy));
        }
        return played;
      } catch (Kind.Unplayable e) {
        why.add(Objects.toString(e.getMessage(), ""));
      }
    }
    throw new Kind.Unplayable(String.join("; ", why));
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
    var world = worlds.world(name, history);
    var rows = folder.resolve("rows-" + houses.size());
    if (Files.exists(rows)) {
      TemporaryFolder.delete(rows);
    }
    var references = new References(world, Files.createDirectories(rows));
    return new Playhouse(
        world,
        references,
        new Oracle(world, references, connection),
        graph(world),
        Owners.of(world.project()));
  }

  /** What each table is made from. */
  private static Map<String, Set<String>> graph(World world) throws IOException {
    try (var runs = ReferenceRuns.open(world.project(), world.morning(0))) {
      var graph = new TreeMap<String, Set<String>>();
      Workspace workspace = runs.workspace();
      for (var scheduled : workspace.codeTrees().now().project().pipelines()) {
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

  private Played play(Plays.Trial of, Playhouse house, Strategy strategy)
      throws IOException, SQLException {
    long start = System.nanoTime();
    var scenario = of.scenario();
    long trial = of.seed();
    var world = house.world();
    var system = systems.computeIfAbsent(strategy, this::process);
    var phases = new Phases(system::processor);
    world.restore();
    phases.was("put back");
    // Chance is the same for each strategy, and in the worlds that are compared with.
    var stage = new Stage(world, trial, Optional.of(system));
    var script = Script.of(scenario, kinds, stage);
    phases.was("faults");
    var story = new ArrayList<Played.Wake>();
    var people = people(scenario, house, script, stage, trial);
    var play = new Peril.Play(scenario.name(), trial, of.round());
    var crash = peril.map(p -> p.begin(system, world, play));
    Optional<Crashed> crashed;
    boolean closed = false;
    try {
      open(system, crash, world, world.morning(0).minus(Duration.ofMinutes(30)));
      phases.was("open");
      for (int tick = 0; tick < scenario.then(); tick++) {
        requireTime(start);
        script.deliver(stage, tick);
        if (script.begins(tick)) {
          people.seeAnother();
        }
        var morning = world.morning(tick);
        stage.at(morning.minus(Duration.ofMinutes(20)), tick);
        script.before(stage, tick);
        phases.was("faults");
        story.add(wake(system, crash, world, morning.plus(stage.clockOff())));
        phases.was("wake");
        stage.at(morning.plus(Duration.ofHours(1)), tick);
        script.after(stage, tick);
        phases.was("faults");
        talk(people, story, system, script, stage);
        for (var later : WAKES.subList(1, WAKES.size())) {
          story.add(wake(system, crash, world, morning.plus(later).plus(stage.clockOff())));
          talk(people, story, system, script, stage);
        }
        phases.was("wake again");
      }
      system.closeProject();
      closed = true;
      phases.was("close");
      crashed = crash.map(c -> laws(c, house, scenario.then()));
    } finally {
      script.end(stage);
      if (!closed) {
        // Whatever it is at, the world is about to be put back.
        system.kill();
      }
    }
    var evidence =
        new Oracle.Evidence(
            scenario,
            script,
            story.stream().map(Played.Wake::told).toList(),
            house.graph(),
            house.owners());
    var other = new Stage(world, trial, Optional.empty());
    var judgement = house.oracle().judge(evidence, other, phases::was);
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
        phases.all(),
        crashed,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static People people(
      Scenario scenario, Playhouse house, Script script, Stage stage, long trial) {
    return new People(
        scenario.people(),
        house.owners(),
        house.oracle().suffering(script, house.graph()),
        house.oracle().harmed(script, stage, house.graph()),
        house.graph().entrySet().stream()
            .filter(made -> made.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()),
        new SplittableRandom(trial + 1));
  }

  /** People read what they were asked at the last wake, and say what they have to say. */
  private static void talk(
      People people, List<Played.Wake> story, SystemProcess system, Script script, Stage stage)
      throws IOException, SQLException {
    var last = story.getLast();
    people.hear(last.told().questions(), last.at());
    var now = last.at().plus(READING);
    for (int said = 0; said < MOST_WORDS; said++) {
      var word = people.next(now);
      if (word.isEmpty()) {
        return;
      }
      if (word.get().mends()) {
        script.mend(stage);
      }
      long start = System.nanoTime();
      var told = system.type(now, word.get().command());
      story.add(
          new Played.Wake(
              now,
              Optional.of(word.get().by() + " says " + word.get().option()),
              told,
              Duration.ofNanos(System.nanoTime() - start)));
      people.hear(told.questions(), now);
    }
  }

  private static Crashed laws(Endangered crash, Playhouse house, int then) {
    var world = house.world();
    try (var lake = world.lake(world.morning(then))) {
      return crash.end(lake, house.references().baseCommit());
    }
  }

  private static void requireTime(long start) throws IOException {
    if (System.nanoTime() - start > LONGEST_PLAY.toNanos()) {
      throw new IOException("the play took longer than " + LONGEST_PLAY);
    }
  }

  /**
   * A process that dies is started again when it is needed, and that is part of the story. One that
   * hangs tells nothing: such a play is none.
   */
  private static Played.Wake wake(
      SystemProcess system, Optional<Endangered> crash, World world, Instant at)
      throws SystemProcess.Hung {
    long start = System.nanoTime();
    Told told;
    try {
      told = crash.isPresent() ? crash.get().wake(at) : system.wake(at);
    } catch (SystemProcess.Hung e) {
      throw e;
    } catch (IOException e) {
      told =
          new Told(
              List.of(),
              List.of(),
              List.of(),
              List.of("died: " + e.getMessage()),
              List.of(),
              List.of());
      reopen(system, crash, world, at);
    }
    return new Played.Wake(at, Optional.empty(), told, Duration.ofNanos(System.nanoTime() - start));
  }

  private static void open(
      SystemProcess system, Optional<Endangered> crash, World world, Instant at)
      throws IOException {
    if (crash.isPresent()) {
      crash.get().open(at);
    } else {
      system.open(world.project(), at);
    }
  }

  private static void reopen(
      SystemProcess system, Optional<Endangered> crash, World world, Instant at) {
    try {
      system.kill();
      open(system, crash, world, at.plusSeconds(60));
    } catch (IOException e) {
      throw new UncheckedIOException("the system under test cannot be opened again", e);
    }
  }

  private SystemProcess process(Strategy strategy) {
    return new SystemProcess(
        strategy, processors, folder.resolve("system-" + strategy.word + ".log"));
  }

  @Override
  public void close() throws IOException, SQLException {
    for (var system : systems.values()) {
      system.close();
    }
    for (var house : houses.values()) {
      house.world().close();
    }
    worlds.close();
  }
}
