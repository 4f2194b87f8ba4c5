package dev.prunella.local.quality;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.engine.StepRows;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.quality.MovedTimes;
import dev.prunella.quality.Span;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** Counts the moments of days at which something came, by the hour. */
final class MomentsByHour {
  private static final Duration DAY = Duration.ofDays(1);

  private final Connection connection;
  private final ZoneId zone;

  /**
   * @param zone whose clocks tell the hour
   */
  MomentsByHour(Connection connection, ZoneId zone) {
    this.connection = connection;
    this.zone = zone;
  }

  /** The columns of rows that tell the time of day. */
  static List<String> columns(StepRows rows) {
    return rows.schema().columns().stream()
        .filter(c -> tellsTimeOfDay(c.type()))
        .map(NestedField::name)
        .toList();
  }

  private static boolean tellsTimeOfDay(Type type) {
    return type.typeId() == Type.TypeID.TIMESTAMP || type.typeId() == Type.TypeID.TIMESTAMP_NANO;
  }

  /**
   * Counts.
   *
   * @param oneIn of so many moments one is counted, the same in all days
   * @return empty where the interval is no day, or one on whose night clocks change, and where the
   *     column was of another type then
   */
  Optional<MovedTimes.Day> of(String column, DataInterval interval, StepRows rows, long oneIn)
      throws SQLException {
    return columns(rows).contains(column)
        ? of(column, interval, rows.relation(), oneIn)
        : Optional.empty();
  }

  Optional<MovedTimes.Day> of(String column, DataInterval interval, String relation, long oneIn)
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
