package dev.prunella.local.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.quality.MovedTimes.Day;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moments are counted by the clocks of the pipeline's zone. */
class MomentsByHourTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

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

  /** Thrice at ten, once half an hour later, once at noon, and once the day after. */
  private Optional<Day> count(String day, String column, long oneIn) throws SQLException {
    var rows =
        """
        (SELECT clock, timezone('Europe/Berlin', clock) AS moment
         FROM (SELECT TIMESTAMP '%s' + INTERVAL (m) MINUTE AS clock
               FROM (VALUES (600), (600), (600), (630), (720), (2160)) v(m)))"""
            .formatted(day);
    var start = LocalDate.parse(day).atStartOfDay(BERLIN).toInstant();
    var end = LocalDate.parse(day).plusDays(1).atStartOfDay(BERLIN).toInstant();
    return new MomentsByHour(lease.connection(), BERLIN)
        .of(column, new DataInterval(start, end), rows, oneIn);
  }

  @Test
  void rowsOfOneMomentCountOnceInSummerAndInWinter() throws SQLException {
    for (var day : new String[] {"2026-02-03", "2026-06-02"}) {
      for (var column : new String[] {"clock", "moment"}) {
        var counted = count(day, column, 1).orElseThrow();
        assertThat(counted.weekday()).isEqualTo(DayOfWeek.TUESDAY);
        assertThat(counted.moments())
            .as("%s of %s", column, day)
            .isEqualTo(
                IntStream.range(0, 24)
                    .mapToObj(hour -> hour == 10 ? 2L : hour == 12 ? 1L : 0L)
                    .toList());
      }
    }
  }

  @Test
  void ofManyMomentsSomeAreCounted() throws SQLException {
    var moments = count("2026-02-03", "clock", 1_000_000_007).orElseThrow().moments();
    assertThat(moments).allMatch(m -> m == 0);
  }

  @Test
  void theNightOnWhichClocksChangeMakesNoDay() throws SQLException {
    assertThat(count("2026-03-29", "clock", 1)).isEmpty();
  }
}
