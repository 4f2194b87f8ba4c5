package dev.prunella.local.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time zones by the names that DuckDB knows. */
public final class Zones {
  private static final int HOUR = 3600;

  private Zones() {}

  /** Makes it the zone in which a connection reads and tells hours and dates of moments. */
  public static void set(Connection connection, ZoneId zone) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET SESSION TimeZone = " + Sql.literal(duckDb(zone)));
    }
  }

  private static String duckDb(ZoneId zone) {
    if (!(zone.normalized() instanceof ZoneOffset offset)) {
      return zone.getId();
    }
    int seconds = offset.getTotalSeconds();
    if (seconds == 0) {
      return "UTC";
    }
    if (seconds % HOUR != 0) {
      throw new IllegalArgumentException(
          "an offset of " + offset + " is no time zone here; name a place, such as Asia/Kolkata");
    }
    // POSIX counts west of Greenwich.
    return "Etc/GMT" + (seconds > 0 ? "-" : "+") + Math.abs(seconds / HOUR);
  }
}
