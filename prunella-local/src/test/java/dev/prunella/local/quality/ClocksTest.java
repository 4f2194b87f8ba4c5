package dev.prunella.local.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.quality.Discovery;
import dev.prunella.quality.Reference;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the same by the clock on the wall is the same in the statistics. */
class ClocksTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final double HOUR = 3600;

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool pool;

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool.Lease lease;

  @BeforeEach
  void open(@TempDir Path temp) throws Exception {
    pool =
        new DuckDbPool(new PoolLimits(1, 0, Duration.ofSeconds(30), 1L << 30, 1, temp, 1L << 30));
    lease = pool.lease();
    StepQuery.setTimeZone(lease.connection());
  }

  @AfterEach
  void close() {
    lease.close();
    pool.close();
  }

  /** A date, a time without a zone and a moment, twice at ten, at twelve and fourteen in Berlin. */
  private Statistics scan(String day) throws SQLException {
    var rows =
        "(SELECT DATE '%1$s' AS day, clock AS told_at, timezone('Europe/Berlin', clock) AS moment FROM (SELECT TIMESTAMP '%1$s' + INTERVAL (h) HOUR AS clock FROM (VALUES (10), (10), (12), (14)) v(h)))"
            .formatted(day);
    var start = LocalDate.parse(day).atStartOfDay(BERLIN).toInstant();
    var end = LocalDate.parse(day).plusDays(1).atStartOfDay(BERLIN).toInstant();
    var outline = Discovery.of(new SampleReader(lease.connection()).read(List.of(rows), 100));
    try (var none = new ReferenceTables(lease.connection(), outline, Reference.none())) {
      return new StatisticsScan(lease.connection())
          .scan(rows, outline, none, Span.of(new DataInterval(start, end), BERLIN), 0);
    }
  }

  private static Statistics.Times times(Statistics s, String column) {
    return s.column(column).flatMap(Statistics.ColumnStatistics::times).orElseThrow();
  }

  @Test
  void timesLieWhereTheyDoInWinterAndInSummerAndOnTheNightInBetween() throws SQLException {
    for (var day : List.of("2026-02-03", "2026-03-29", "2026-06-05", "2026-10-25")) {
      var found = scan(day);
      assertThat(times(found, "day").min()).as(day).isZero();
      assertThat(times(found, "day").max()).as(day).isZero();
      for (var column : List.of("told_at", "moment")) {
        var times = times(found, column);
        assertThat(times.min()).as(day).isEqualTo(10 * HOUR);
        assertThat(times.max()).as(day).isEqualTo(14 * HOUR);
        assertThat(times.hours().get(12)).as(day).isEqualTo(1);
        assertThat(times.inside()).as(day).isEqualTo(4);
        assertThat(moments(times)).as(day).isEqualTo(found.length().toHours() == 24 ? "111" : "");
      }
      assertThat(found.begins()).isEqualTo(LocalDate.parse(day).atStartOfDay());
    }
  }

  /** At ten, twelve and fourteen. */
  private static String moments(Statistics.Times times) {
    return times.moments().isEmpty()
        ? ""
        : IntStream.of(10, 12, 14)
            .mapToObj(hour -> times.moments().get(hour).toString())
            .collect(Collectors.joining());
  }
}
