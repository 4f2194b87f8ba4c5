package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.fault.Kind.Unplayable;
import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.scenario.Scenario.Planned;
import dev.prunella.bench.heal.system.SystemProcess;
import dev.prunella.bench.heal.world.World;
import dev.prunella.local.LocalLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What a fault finds and can do in a play. */
public final class Stage {
  /** Commits of people are by them, and no decision of the system under test. */
  public static final String PERSON = "a person";

  private final World world;
  private final long seed;
  private final RandomGenerator random;
  private final Optional<SystemProcess> system;
  private Instant now = Instant.EPOCH;
  private int tick;
  private Duration off = Duration.ZERO;

  /**
   * A stage.
   *
   * @param seed of the play: of the choices while faults are made
   * @param system empty where the play is for comparison only
   */
  public Stage(World world, long seed, Optional<SystemProcess> system) {
    this.world = world;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.system = system;
  }

  public World world() {
    return world;
  }

  long seed() {
    return seed;
  }

  public RandomGenerator random() {
    return random;
  }

  /** The process of the system under test; empty where the play is for comparison only. */
  public Optional<SystemProcess> system() {
    return system;
  }

  public Instant now() {
    return now;
  }

  /**
   * Sets the time of what people do.
   *
   * @param interval counted from the end of the history
   */
  public void at(Instant time, int interval) {
    now = time;
    tick = interval;
  }

  /** From now on the system's clock is off by so much. */
  void clockIsOff(Duration by) {
    off = by;
  }

  /** By how much the system's clock is off. */
  public Duration clockOff() {
    return off;
  }

  /** The interval that is played, counted from the end of the history. */
  public int tick() {
    return tick;
  }

  /** The feed that a fault is about: the one it names, or one by seed. */
  public Feed feed(Planned plan) {
    var feeds = world.ground().feeds();
    return plan.at()
        .flatMap(at -> feeds.stream().filter(f -> f.source().equals(at)).findFirst())
        .or(() -> plan.at().isPresent() ? Optional.empty() : Optional.of(any(feeds)))
        .orElseThrow(
            () ->
                new Unplayable(
                    world.ground().name() + " has no feed '" + plan.at().orElse("") + "'"));
  }

  /** The feed that a fault is about, of those that fit. */
  Feed feed(Planned plan, Predicate<Feed> fits) {
    if (plan.at().isEmpty()) {
      return any(world.ground().feeds().stream().filter(fits).toList());
    }
    var feed = feed(plan);
    if (!fits.test(feed)) {
      throw new Unplayable(feed.source() + " is not delivered in that way");
    }
    return feed;
  }

  /** One of several, by seed. */
  public <T> T any(List<T> choices) {
    if (choices.isEmpty()) {
      throw new Unplayable(world.ground().name() + " has no place for it");
    }
    return choices.get(random.nextInt(choices.size()));
  }

  /** The models' files, by the names of their tables as the system under test sees them. */
  public Map<String, Path> models() throws IOException {
    var models = new TreeMap<String, Path>();
    try (Stream<Path> walk = Files.walk(world.project().resolve("models"))) {
      walk.filter(f -> f.toString().endsWith(".sql"))
          .forEach(f -> models.put(f.getFileName().toString().replaceAll("\\.sql$", ""), f));
    }
    return models;
  }

  /** The model that a fault is about: that of the table it names, or one by seed. */
  Map.Entry<String, Path> model(Planned plan) throws IOException {
    var models = new ArrayList<>(models().entrySet());
    plan.at()
        .map(world.names()::table)
        .ifPresent(table -> models.removeIf(model -> !model.getKey().equals(table)));
    return any(models);
  }

  /** The ground's own name of a table that the system under test sees. */
  public String logical(String table) {
    var names = world.names();
    return world.ground().vocabulary().tables().keySet().stream()
        .filter(own -> names.table(own).equals(table))
        .findFirst()
        .orElse(table);
  }

  /** The file of a source. */
  public Path source(String logicalTable) throws IOException {
    var table = world.names().table(logicalTable);
    try (Stream<Path> walk = Files.walk(world.project().resolve("sources"))) {
      var files = walk.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
      for (var file : files) {
        if (Files.readString(file).lines().anyMatch(l -> l.equals("source: " + table))) {
          return file;
        }
      }
    }
    throw new Unplayable("there is no source " + table);
  }

  /** Changes a text file of the project. */
  public void edit(Path file, UnaryOperator<String> change) throws IOException {
    var was = Files.readString(file);
    var now = change.apply(was);
    if (was.equals(now)) {
      throw new Unplayable("there is nothing to change in " + file.getFileName());
    }
    Files.writeString(file, now);
  }

  /**
   * Delivers an interval as it should have been; the interval is counted from the history's end.
   */
  public void deliverGood(Feed feed, int tick) throws IOException, SQLException {
    world.bring(feed, tick, world.bytes(feed, world.good(feed, tick)));
  }

  /** Does something in the lake as a person would. */
  public void asPerson(Consumer<LocalLake> deed) throws IOException {
    try (var lake = world.lake(now)) {
      deed.accept(lake);
    }
  }

  /** Columns of rows with their types, in their order. */
  public List<Column> columns(String rows) throws SQLException {
    var columns = new ArrayList<Column>();
    try (var statement = world.connection().createStatement();
        var row = statement.executeQuery("DESCRIBE SELECT * FROM " + rows + " t")) {
      while (row.next()) {
        columns.add(new Column(row.getString(1), row.getString(2)));
      }
    }
    return columns;
  }

  /** A column of rows. */
  public record Column(String name, String type) {}
}
