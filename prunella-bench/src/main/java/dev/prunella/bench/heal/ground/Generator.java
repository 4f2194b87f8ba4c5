package dev.prunella.bench.heal.ground;

import dev.prunella.local.duckdb.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes days of a ground by seed: the same seed gives the same rows, in the same order, and the
 * same bytes. Works on one connection, which stays its owner's; not thread-safe.
 */
public final class Generator implements AutoCloseable {
  /** More generators on one connection are a leak. */
  private static final int MOST_GENERATORS = 1_000;

  private final Ground ground;
  private final Names names;
  private final Draw draw;
  private final Connection connection;
  private final CsvLayout csv;
  private final Map<String, Pool> pools = new LinkedHashMap<>();

  /**
   * Loads the ground's pools into temporary tables, which go when the generator is closed.
   *
   * @throws IllegalArgumentException if a pool's keys cannot be made fresh
   * @throws UncheckedIOException if the project's sources cannot be read
   */
  public Generator(Ground ground, Names names, long seed, Connection connection)
      throws SQLException {
    this.ground = ground;
    this.names = names;
    this.draw = new Draw(seed);
    this.connection = connection;
    var sources = sources(ground);
    this.csv = CsvLayout.of(ground.feeds(), sources);
    for (var feed : ground.feeds()) {
      var source = sources.get(feed.source());
      if (source == null) {
        throw new IllegalArgumentException(
            "the project of " + ground.name() + " has no source '" + feed.source() + "'");
      }
      pools.put(feed.source(), Pool.load(connection, feed, source, free(feed)));
    }
  }

  private static Map<String, SourceFile> sources(Ground ground) {
    try {
      return SourceFile.of(ground.project());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String free(Feed feed) throws SQLException {
    var prefix = "ground_" + ground.name() + "_" + feed.source() + "_";
    var taken = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var found = statement.executeQuery("SELECT table_name FROM duckdb_tables()")) {
      while (found.next()) {
        taken.add(found.getString(1));
      }
    }
    for (int i = 0; i < MOST_GENERATORS; i++) {
      if (!taken.contains(prefix + i)) {
        return prefix + i;
      }
    }
    throw new IllegalStateException(
        MOST_GENERATORS + " generators are open on one connection; close those that are done with");
  }

  /** The date of a day, counted from 0. */
  public LocalDate date(int day) {
    return ground.starts().plusDays(day);
  }

  /**
   * A day's typed rows with this world's names, in a stable order, as a query in parentheses.
   *
   * @param day from 0 to below 1,000
   */
  public String rows(Feed feed, int day) {
    if (day < 0 || day >= FreshKeys.MOST_DAYS) {
      throw new IllegalArgumentException(
          "a ground has days 0 to " + (FreshKeys.MOST_DAYS - 1) + ", not " + day);
    }
    return pool(feed).rows(day, date(day), names, draw);
  }

  private Pool pool(Feed feed) {
    var pool = pools.get(feed.source());
    if (pool == null) {
      throw new IllegalArgumentException(ground.name() + " has no feed '" + feed.source() + "'");
    }
    return pool;
  }

  /**
   * Writes rows in the format that the file's name ends with: {@code .csv}, {@code .csv.gz}, {@code
   * .parquet} or {@code .json} (an array). CSV is written as the project's source declares it. The
   * file appears whole or not at all; one that is there is replaced.
   *
   * @param rows a query in parentheses
   */
  public void write(String rows, Path file) throws SQLException, IOException {
    var format = FeedFormat.of(file.toString());
    if (format.isEmpty()) {
      throw new IllegalArgumentException(file + " must end with " + FeedFormat.endings());
    }
    var options =
        switch (format.get()) {
          case CSV -> csv.options();
          case CSV_GZ -> csv.options() + ", COMPRESSION gzip";
          case PARQUET -> "FORMAT parquet";
          case JSON -> "FORMAT json, ARRAY true";
        };
    Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
    var part = file.resolveSibling(file.getFileName() + ".part");
    try (var statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM "
              + rows
              + ") TO "
              + Sql.literal(part.toString())
              + " ("
              + options
              + ")");
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Where a day's file goes in a project of this world; empty for what comes by HTTP. */
  public Optional<Path> file(Feed feed, Path project, int day) {
    return switch (feed.delivery()) {
      case Feed.Delivery.File(var pattern) -> Optional.of(project.resolve(place(pattern, day)));
      case Feed.Delivery.Http _ -> Optional.empty();
    };
  }

  /** What a day's rows are asked by in this world, from the server's root; empty for files. */
  public Optional<String> path(Feed feed, int day) {
    return switch (feed.delivery()) {
      case Feed.Delivery.File _ -> Optional.empty();
      case Feed.Delivery.Http(var path) -> Optional.of(place(path, day));
    };
  }

  private String place(String pattern, int day) {
    return names.in(pattern).replace(Feed.INTERVAL, date(day).toString());
  }

  /** Removes the temporary tables; the connection stays open. */
  @Override
  public void close() throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var pool : List.copyOf(pools.values())) {
        statement.execute("DROP TABLE IF EXISTS " + pool.table());
      }
    }
    pools.clear();
  }
}
