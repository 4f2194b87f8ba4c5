package dev.prunella.local.fetch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Properties;

/** Where databases differ as sources. Known by the JDBC URL, since drivers are not known here. */
enum Dialect {
  POSTGRESQL,
  SQLITE,
  DUCKDB,
  OTHER;

  /** What SQLite's own functions for time give and take. */
  private static final DateTimeFormatter SQLITE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  static Dialect of(String url) {
    if (url.startsWith("jdbc:postgresql:")) {
      return POSTGRESQL;
    }
    return url.startsWith("jdbc:sqlite:")
        ? SQLITE
        : url.startsWith("jdbc:duckdb:") ? DUCKDB : OTHER;
  }

  /** A connection that only reads, that waits for nothing forever, and that says who it is. */
  Properties properties(Duration connect, Duration limit) {
    var properties = new Properties();
    switch (this) {
      case POSTGRESQL -> {
        var seconds = Long.toString(Math.max(1, connect.toSeconds()));
        properties.put("connectTimeout", seconds);
        properties.put("loginTimeout", seconds);
        properties.put("cancelSignalTimeout", "10");
        // A query may be silent for as long as the step may take, and no longer.
        long silence = Math.min(Integer.MAX_VALUE / 1000L, limit.toSeconds() + 15);
        properties.put("socketTimeout", Long.toString(silence));
        properties.put("tcpKeepAlive", "true");
        properties.put("readOnly", "true");
        properties.put("readOnlyMode", "always");
        properties.put("ApplicationName", "prunella");
      }
      case SQLITE -> properties.put("open_mode", "1");
      case DUCKDB -> properties.put("duckdb.read_only", "true");
      case OTHER -> {}
    }
    return properties;
  }

  /** Timestamps without a zone are compared with ours as they are meant: in the pipeline's zone. */
  void begin(Connection connection, ZoneId zone) throws SQLException {
    if (this != SQLITE && this != DUCKDB) {
      connection.setReadOnly(true);
    }
    connection.setAutoCommit(false);
    if (this == POSTGRESQL) {
      try (var set = connection.prepareStatement("SELECT set_config('TimeZone', ?, true)")) {
        set.setString(1, zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId());
        set.execute();
      }
    }
  }

  void bind(PreparedStatement statement, int index, Instant at, ZoneId zone) throws SQLException {
    if (this == SQLITE) {
      statement.setString(index, SQLITE_TIME.format(at.atZone(zone)));
    } else {
      statement.setObject(index, at.atOffset(ZoneOffset.UTC));
    }
  }
}
