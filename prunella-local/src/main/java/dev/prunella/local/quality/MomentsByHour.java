package dev.prunella.local.quality;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.quality.MovedTimes;
import dev.prunella.quality.Span;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Optional;

/** Counts the moments of days at which something came, by the hour. */
final class MomentsByHour {
  private static final Duration DAY = Duration.ofDays(1);

  private final Connection connection;
  private final ZoneId zone;
  private final long oneIn;

  /**
   * @param zone whose clocks tell the hour
   * @param oneIn of so many moments one is counted, the same in all days
   */
  MomentsByHour(Connection connection, ZoneId zone, long oneIn) {
    this.connection = connection;
    this.zone = zone;
    this.oneIn = oneIn;
  }

  /**
   * Counts.
   *
   * @return empty where the interval is no day, or one on whose night clocks change
   */
  Optional<MovedTimes.Day> of(String column, DataInterval interval, String relation)
      throws SQLException {
    if (!interval.length().equals(DAY)) {
      return Optional.empty();
    }
    var span = Span.of(interval, zone);
    var sql =
        """
        SELECT CAST(floor(shown / 3600) AS INTEGER) AS hour, count(DISTINCT shown)
        FROM (SELECT %s AS shown FROM %s t)
        WHERE shown >= 0 AND shown < %d AND hash(shown) %% %d = 0
        GROUP BY hour"""
            .formatted(
                ScanSql.shown("t." + Sql.identifier(column), span),
                relation,
                DAY.toSeconds(),
                oneIn);
    var moments = new ArrayList<Long>(Collections.nCopies(MovedTimes.HOURS, 0L));
    try (var statement = connection.createStatement();
        var hours = statement.executeQuery(sql)) {
      while (hours.next()) {
        moments.set(hours.getInt(1), hours.getLong(2));
      }
    }
    return Optional.of(new MovedTimes.Day(span.begins().getDayOfWeek(), moments));
  }
}
