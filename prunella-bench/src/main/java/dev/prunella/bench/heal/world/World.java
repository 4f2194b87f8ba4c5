package dev.prunella.bench.heal.world;

import dev.prunella.app.project.ProjectFile;
import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.ground.Generator;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.ground.Names;
import dev.prunella.local.LakeConfig;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * A ground with names and good history by seed, in a folder of its own, in which plays take place
 * one after another. After each it is put back. For one thread.
 */
public final class World implements AutoCloseable {
  static final ZoneId ZONE = ZoneId.of("Europe/London");

  /** Schedules of the grounds come up at three; a little later all is there. */
  private static final LocalTime MORNING = LocalTime.of(3, 5);

  /** How old a delivered file is when it is first looked at. */
  private static final Duration AGE = Duration.ofMinutes(40);

  private final Path project;
  private final Ground ground;
  private final Names names;
  private final Generator generator;
  private final Connection connection;
  private final SourceServer server;
  private final int history;
  private final Keep keep;
  private final boolean calm;

  /** As the project said at first: a fault may make its files unreadable. */
  private final LakeConfig lake;

  private World(
      Path project,
      Ground ground,
      Names names,
      Generator generator,
      Connection connection,
      SourceServer server,
      int history,
      boolean calm,
      Path kept)
      throws IOException {
    this.project = project;
    this.ground = ground;
    this.names = names;
    this.generator = generator;
    this.connection = connection;
    this.server = server;
    this.history = history;
    this.calm = calm;
    this.lake = ProjectFile.read(project).lake();
    this.keep = new Keep(project, kept);
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
    boolean calm = new History(project, ground, generator, server, history).run();
    return new World(
        project,
        ground,
        names,
        generator,
        connection,
        server,
        history,
        calm,
        folder.resolve("kept"));
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

  public Generator generator() {
    return generator;
  }

  /** An engine of the bench's own; the generator's rows are there. */
  public Connection connection() {
    return connection;
  }

  public SourceServer server() {
    return server;
  }

  /** How many good intervals there are. */
  public int history() {
    return history;
  }

  /** Whether the last interval of the history was published though it was judged by the others. */
  public boolean calm() {
    return calm;
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

  /** Everything is again as it was after the history; nobody may have the project open. */
  public void restore() throws IOException {
    server.forget();
    keep.restore();
  }

  /** The good rows of an interval, as a relation of {@link #connection}. */
  public String good(Feed feed, int tick) {
    return generator.rows(feed, history + tick);
  }

  /** Where a feed's file of an interval goes. */
  public Path file(Feed feed, int tick) {
    return generator.file(feed, project, history + tick).orElseThrow();
  }

  /** Where a feed's server has an interval. */
  public String path(Feed feed, int tick) {
    var http = (Feed.Delivery.Http) feed.delivery();
    return http.path().replace("{interval}", day(tick).toString());
  }

  /** Puts a file where it belongs, as something that came a while before an interval comes up. */
  public void put(Path file, byte[] bytes, int tick) throws IOException {
    put(file, bytes, morning(tick));
  }

  static void put(Path file, byte[] bytes, Instant morning) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.from(morning.minus(AGE)));
  }

  /** The bytes that a feed's rows make. */
  public byte[] bytes(Feed feed, String rows) throws IOException, SQLException {
    return bytes(generator, feed, rows);
  }

  static byte[] bytes(Generator generator, Feed feed, String rows)
      throws IOException, SQLException {
    var name =
        switch (feed.delivery()) {
          case Feed.Delivery.File file ->
              file.pattern().replaceAll(".*/", "").replace("{interval}", "rows");
          case Feed.Delivery.Http _ -> "rows.json";
        };
    var folder = Files.createTempDirectory("prunella-rows-");
    var file = folder.resolve(name);
    try {
      generator.write(rows, file);
      return Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /** Opens the lake as a person would who works in it. */
  public LocalLake lake(Instant now) {
    return LocalLake.open(
        lake, new Secrets(Map.of(), project, new Redaction()), Clock.fixed(now, ZoneOffset.UTC));
  }

  @Override
  public void close() throws IOException {
    try {
      generator.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the generator cannot be closed", e);
    }
  }
}
