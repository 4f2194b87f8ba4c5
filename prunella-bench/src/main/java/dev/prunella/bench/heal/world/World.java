package dev.prunella.bench.heal.world;

import dev.prunella.app.project.ProjectFile;
import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.ground.Generator;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.ground.Names;
import dev.prunella.bench.heal.world.Answer.Answering;
import dev.prunella.local.LakeConfig;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A ground with names and good history by seed, in a folder of its own, in which plays take place
 * one after another. After each it is put back. For one thread.
 */
public final class World implements AutoCloseable {
  private static final String KEPT = "kept";

  static final ZoneId ZONE = ZoneId.of("Europe/London");

  /** Schedules of the grounds come up at three; a little later all is there. */
  private static final LocalTime MORNING = LocalTime.of(3, 5);

  private final Path project;
  private final Ground ground;
  private final Names names;
  private final Generator generator;
  private final Connection connection;
  private final Deliveries deliveries;
  private final int history;
  private final Keep keep;
  private final Set<Path> lost = ConcurrentHashMap.newKeySet();

  /** As the project said at first: a fault may make its files unreadable. */
  private final LakeConfig lake;

  private World(
      Ground ground,
      Names names,
      Connection connection,
      Deliveries deliveries,
      int history,
      Keep keep)
      throws IOException {
    this.project = deliveries.project();
    this.ground = ground;
    this.names = names;
    this.generator = deliveries.generator();
    this.connection = connection;
    this.deliveries = deliveries;
    this.history = history;
    this.lake = ProjectFile.read(project).lake();
    this.keep = keep;
  }

  /**
   * Makes the project and runs its history.
   *
   * @param folder a new one, for this world alone
   * @param connection to an engine of the bench's own
   * @param history how many good intervals
   */
  public static World make(
      Path folder,
      Ground ground,
      long seed,
      int history,
      Connection connection,
      SourceServer server)
      throws IOException, SQLException {
    var names = Names.of(ground.vocabulary(), seed);
    var project = Files.createDirectories(folder.resolve("project"));
    names.project(ground.project(), project, text -> text.replace("@PORT@", "" + server.port()));
    var generator = new Generator(ground, names, seed, connection);
    var deliveries = new Deliveries(project, generator, server);
    new History(ground, deliveries, history).run();
    var keep = Keep.of(project, folder.resolve(KEPT));
    return new World(ground, names, connection, deliveries, history, keep);
  }

  /**
   * Puts a file of the project as it was after the history, as something that came a while before
   * an interval comes up.
   */
  public void putRight(Path file, int tick) throws IOException {
    put(file, keep.bytes(file), tick);
  }

  /** Opens one that was made in this folder with the same arguments, and puts it back. */
  static World reopen(
      Path folder,
      Ground ground,
      long seed,
      int history,
      Connection connection,
      SourceServer server)
      throws IOException, SQLException {
    var names = Names.of(ground.vocabulary(), seed);
    var project = folder.resolve("project");
    var keep = Keep.again(project, folder.resolve(KEPT));
    // A play that was cut short may have left anything in it.
    keep.restore();
    Variant.tidy(project);
    var generator = new Generator(ground, names, seed, connection);
    var deliveries = new Deliveries(project, generator, server);
    return new World(ground, names, connection, deliveries, history, keep);
  }

  /** The project's folder. */
  public Path project() {
    return project;
  }

  public Ground ground() {
    return ground;
  }

  public Names names() {
    return names;
  }

  /** An engine of the bench's own; the generator's rows are there. */
  public Connection connection() {
    return connection;
  }

  /** The day of an interval, counted from the first after the history. */
  public LocalDate day(int tick) {
    return generator.date(history + tick);
  }

  /** When an interval comes up. */
  public Instant morning(int tick) {
    return morning(day(tick));
  }

  static Instant morning(LocalDate day) {
    return day.plusDays(1).atTime(MORNING).atZone(ZONE).toInstant();
  }

  /** Takes a file of the project away, as a broken disk would. */
  public void lose(Path file) throws IOException {
    lost.add(file.toAbsolutePath().normalize());
    Files.delete(file);
  }

  /** Whether a file was taken away, by nobody who works in the project. */
  public boolean hasLost(Path file) {
    return lost.contains(file.toAbsolutePath().normalize());
  }

  /** Everything is again as it was after the history; nobody may have the project open. */
  public void restore() throws IOException {
    lost.clear();
    deliveries.server().forget();
    keep.restore();
  }

  /** The good rows of an interval, as a relation of {@link #connection}. */
  public String good(Feed feed, int tick) {
    return generator.rows(feed, history + tick);
  }

  /** The bytes that a feed's rows make. */
  public byte[] bytes(Feed feed, String rows) throws IOException, SQLException {
    return deliveries.bytes(feed, rows);
  }

  /** Brings bytes to where the project looks for those of an interval. */
  public void bring(Feed feed, int tick, byte[] bytes) throws IOException {
    deliveries.bring(feed, history + tick, bytes);
  }

  /** From now on the server answers so for an interval. */
  public void serve(Feed feed, int tick, Answering answering) {
    deliveries.serve(feed, history + tick, answering);
  }

  /** Puts a file somewhere, as something that came a while before an interval comes up. */
  public void put(Path file, byte[] bytes, int tick) throws IOException {
    deliveries.put(file, history + tick, bytes);
  }

  /** Where the project's lake is, as the project said at first. */
  public LakeConfig lakeConfig() {
    return lake;
  }

  /** Opens the lake as a person would who works in it. */
  public LocalLake lake(Instant now) {
    return LocalLake.open(
        lake, new Secrets(Map.of(), project, new Redaction()), Clock.fixed(now, ZoneOffset.UTC));
  }

  @Override
  public void close() throws SQLException {
    generator.close();
  }
}
