package dev.prunella.local.duckdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One DuckDB database in memory with its limits. */
final class Instance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

  /** What an instance holds beyond its birth: objects, attached databases, changed settings. */
  private static final String FINGERPRINT =
      "SELECT (SELECT count(*) FROM duckdb_tables()) + (SELECT count(*) FROM duckdb_views() WHERE NOT internal)"
          + " + (SELECT count(*) FROM duckdb_schemas() WHERE NOT internal)"
          + " + (SELECT count(*) FROM duckdb_functions() WHERE NOT internal AND function_type IN ('macro', 'table_macro'))"
          + " + (SELECT count(*) FROM duckdb_types() WHERE NOT internal)"
          + " + (SELECT count(*) FROM duckdb_sequences())"
          + " + (SELECT count(*) FROM duckdb_databases() WHERE NOT internal)"
          + " || ':' || (SELECT md5(string_agg(name || '=' || value, ';' ORDER BY name)) FROM duckdb_settings())";

  private final DuckDBConnection root;
  private final Path spill;
  private final String atBirth;

  private Instance(DuckDBConnection root, Path spill) throws SQLException {
    this.root = root;
    this.spill = spill;
    this.atBirth = fingerprint();
  }

  static Instance open(PoolLimits limits) throws SQLException {
    Path spill = limits.tempFolder().toAbsolutePath().resolve("duckdb-" + UUID.randomUUID());
    var settings = new Properties();
    settings.setProperty("memory_limit", limits.memoryBytes() + "B");
    settings.setProperty("threads", Integer.toString(limits.threads()));
    settings.setProperty("temp_directory", spill.toString());
    settings.setProperty("max_temp_directory_size", limits.maxTempBytes() + "B");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("allow_community_extensions", "false");
    var root = DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
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

  Connection connect() throws SQLException {
    return root.duplicate();
  }

  /** Whether nothing is left of the last lease. */
  boolean isClean() {
    try {
      return fingerprint().equals(atBirth);
    } catch (SQLException e) {
      LOG.warn("a DuckDB instance is discarded: {}", e.getMessage());
      return false;
    }
  }

  private String fingerprint() throws SQLException {
    try (var statement = root.createStatement();
        var row = statement.executeQuery(FINGERPRINT)) {
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
      deleteSpill();
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", spill, e.getMessage());
    }
  }

  private void deleteSpill() throws IOException {
    if (!Files.isDirectory(spill)) {
      return;
    }
    List<Path> paths;
    try (var walk = Files.walk(spill)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
