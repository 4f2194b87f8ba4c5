package dev.prunella.local.duckdb;

import dev.prunella.local.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One DuckDB database in memory with its limits. */
final class Instance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

  /**
   * Puts an empty database in the place of the one that was used. To look for what a lease left
   * would be slower by far: DuckDB lists macros only together with its 3,000 functions.
   */
  private static final String START_ANEW =
      "ATTACH ':memory:' AS prunella_between; USE prunella_between; DETACH memory;"
          + " ATTACH ':memory:' AS memory; USE memory; DETACH prunella_between";

  /**
   * What outlives the database: others that are attached, and changed settings. Instances of one
   * pool differ in nothing but where they spill.
   */
  private static final String FINGERPRINT =
      "SELECT (SELECT count(*) FROM duckdb_databases() WHERE NOT internal)"
          + " || ':' || (SELECT md5(string_agg(name || '=' || CASE WHEN value = %s THEN '' ELSE value"
          + " END, ';' ORDER BY name)) FROM duckdb_settings())";

  /**
   * Touches the memory and starts the threads that reading and grouping a row group needs. The
   * first query of an instance would otherwise take a thousand page faults; after this it takes
   * forty.
   */
  private static final String WARM_UP =
      "CREATE TEMP TABLE prunella_warm_up AS SELECT 'name ' || (i % 40) AS name,"
          + " (i % 1000)::DECIMAL(18, 2) AS amount FROM range(122880) r(i);"
          + " SELECT name, sum(amount), count(*) FROM prunella_warm_up GROUP BY name;"
          + " DROP TABLE prunella_warm_up";

  private final DuckDBConnection root;
  private final Path spill;

  private Instance(DuckDBConnection root, Path spill) throws SQLException {
    this.root = root;
    this.spill = spill;
    startAnew();
  }

  static Instance open(PoolLimits limits) throws SQLException {
    Path spill = limits.tempFolder().toAbsolutePath().resolve("duckdb-" + UUID.randomUUID());
    makePlaceFor(spill);
    var settings = new Properties();
    settings.setProperty("memory_limit", limits.memoryBytes() + "B");
    settings.setProperty("threads", Integer.toString(limits.threads()));
    settings.setProperty("temp_directory", spill.toString());
    settings.setProperty("max_temp_directory_size", limits.maxTempBytes() + "B");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("allow_community_extensions", "false");
    var root = DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
    NativeLibrary.removeFile();
    try {
      try (var statement = root.createStatement()) {
        statement.execute("SET GLOBAL TimeZone = 'UTC'");
      }
      return new Instance(root, spill);
    } catch (SQLException | RuntimeException e) {
      root.close();
      throw e;
    }
  }

  /** DuckDB makes only the last folder of a path, and only when it has to spill. */
  private static void makePlaceFor(Path spill) {
    try {
      Files.createDirectories(spill.resolveSibling(""));
    } catch (IOException e) {
      // What needs no more memory than it may have works all the same, as on a disk that is only
      // read.
      LOG.warn("queries that need more memory cannot spill: {} cannot be made", e.getMessage());
    }
  }

  Connection connect() throws SQLException {
    return root.duplicate();
  }

  /** Does once what makes first queries slow; for instances that nobody waits for. */
  void warmUp() throws SQLException {
    try (var statement = root.createStatement()) {
      statement.execute(WARM_UP);
    }
  }

  /**
   * Removes what the last lease left; false when something of it would stay.
   *
   * @param unused the {@link #fingerprint} of an instance of this pool that nobody has used
   */
  boolean clean(String unused) {
    try {
      startAnew();
      return fingerprint().equals(unused);
    } catch (SQLException e) {
      LOG.warn("a DuckDB instance is discarded: {}", e.getMessage());
      return false;
    }
  }

  private void startAnew() throws SQLException {
    try (var statement = root.createStatement()) {
      statement.execute(START_ANEW);
    }
  }

  /** Equal for instances of one pool in which nothing has been changed; takes some milliseconds. */
  String fingerprint() throws SQLException {
    var query = FINGERPRINT.formatted(Sql.literal(spill.toString()));
    try (var statement = root.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() {
    try {
      root.close();
    } catch (SQLException e) {
      LOG.warn("a DuckDB instance did not close: {}", e.getMessage());
    }
    try {
      Folders.remove(spill);
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", spill, e.getMessage());
    }
  }
}
