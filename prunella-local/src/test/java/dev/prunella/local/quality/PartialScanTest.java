package dev.prunella.local.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.local.engine.TransformationSql;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Discovery;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Reference;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Intervals with many rows, of which a share is looked at. */
class PartialScanTest {
  private static final String ALL = "(SELECT * FROM many)";
  private static final Span DAY =
      Span.utc(Instant.parse("2025-03-01T00:00:00Z"), Duration.ofDays(1));

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool pool;

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool.Lease lease;

  @BeforeEach
  void open(@TempDir Path temp) throws Exception {
    pool =
        new DuckDbPool(new PoolLimits(1, 0, Duration.ofSeconds(30), 1L << 30, 1, temp, 1L << 30));
    lease = pool.lease();
    try (var statement = lease.connection().createStatement()) {
      statement.execute(
          "CREATE TEMP TABLE many AS SELECT 'L' || i AS line, TIMESTAMP '2025-03-01' + INTERVAL (i % 86400)"
              + " SECOND AS moment, CAST(i % 1000 AS DOUBLE) AS amount, CASE WHEN i % 4 = 0 THEN NULL ELSE"
              + " 'x' END AS note FROM range(200000) r(i)");
    }
  }

  @AfterEach
  void close() {
    lease.close();
    pool.close();
  }

  private Connection connection() {
    return lease.connection();
  }

  private Statistics scan(String relation) {
    var outline = Discovery.of(new SampleReader(connection()).read(List.of(ALL), 4_000));
    assertThat(outline.rows()).isEqualTo(Outline.MAX_ROWS / 200_000.0);
    try (var none = new ReferenceTables(connection(), outline, Reference.none())) {
      return new StatisticsScan(connection()).scan(relation, outline, none, DAY, 200_000);
    }
  }

  private static Statistics.Numbers amount(Statistics statistics) {
    return statistics.column("amount").flatMap(Statistics.ColumnStatistics::numbers).orElseThrow();
  }

  @Test
  void aShareOfTheRowsSpeaksForAll() {
    var found = scan(ALL);
    assertThat(found.rows()).isCloseTo(Outline.MAX_ROWS, Percentage.withPercentage(3));
    var note = found.column("note").orElseThrow();
    assertThat(4 * note.nulls()).isCloseTo(found.rows(), Percentage.withPercentage(5));
  }

  @Test
  void oneFarValueAmongManyRowsIsSeen() {
    var found =
        scan(
            "(SELECT * REPLACE (CASE WHEN line = 'L77' THEN 1e6 ELSE amount END AS amount) FROM many)");
    assertThat(amount(found).max()).isEqualTo(1e6);
  }

  @Test
  void leastAndGreatestAreThoseOfTheNumbersWhateverTheirType() {
    var found =
        scan(
            "(SELECT * REPLACE (CAST(CASE WHEN line = 'L77' THEN 10 ELSE amount - 2000 END AS DECIMAL(12, 3)) AS amount) FROM many)");
    assertThat(amount(found).min()).isEqualTo(-2000);
    assertThat(amount(found).max()).isEqualTo(10);
  }

  @Test
  void copiesOfRowsAreChosenWithThem() {
    var found = scan("(SELECT * FROM many UNION ALL SELECT * FROM many)");
    assertThat(found.rows()).isEqualTo(2 * found.distinctRows());
    assertThat(found.rows()).isEqualTo(2 * scan(ALL).rows());
  }

  @Test
  void rowsWithNewTimesHaveTheContentOfTheOld() {
    var later = scan("(SELECT * REPLACE (moment + INTERVAL 1 DAY AS moment) FROM many)");
    assertThat(later.contentHash()).isEqualTo(scan(ALL).contentHash());
  }

  @Test
  void columnsOneUnderAnotherSayWhatTheySaySideBySide() {
    var rows =
        "(SELECT line, moment, amount, note, CAST(amount % 5 AS INTEGER) AS five, 'k' || (amount % 7) AS"
            + " kind, 2 * amount AS twice FROM many WHERE line LIKE 'L12%' AND amount < 300)";
    var outline = Discovery.of(new SampleReader(connection()).read(List.of(rows), 4_000));
    assertThat(outline.groups()).isNotEmpty();
    try (var none = new ReferenceTables(connection(), outline, Reference.none())) {
      var tall = new StatisticsScan(connection());
      var wide = new StatisticsScan(connection(), 0);
      var found = tall.scan(rows, outline, none, DAY, 0);
      assertThat(found.rows()).isBetween(1_000L, 10_000L);
      assertThat(StatisticsJson.write(found))
          .isEqualTo(StatisticsJson.write(wide.scan(rows, outline, none, DAY, 0)));
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void afterAChangeTheStatisticsAreThoseOfTheChangedRows(Transformation change) {
    var few =
        "(SELECT line, moment, amount, note, CAST(amount % 5 AS INTEGER) AS five, 'k' || (amount % 7) AS"
            + " kind, 2 * amount AS twice FROM many WHERE line LIKE 'L12%' AND amount < 300)";
    var all =
        "(SELECT * REPLACE (amount % 91 AS amount), 2 * amount AS twice, 'k' || (amount % 7) AS kind FROM many LIMIT 12000)";
    for (var rows : List.of(few, all)) {
      var outline = Discovery.of(new SampleReader(connection()).read(List.of(rows), 4_000));
      assertThat(outline.rows()).isEqualTo(1);
      try (var none = new ReferenceTables(connection(), outline, Reference.none())) {
        var before = new IntervalRows(connection(), rows, outline, none, DAY, 0);
        before.statistics();
        var changed =
            TransformationSql.over(
                rows,
                change,
                TableColumns.of(connection(), rows).stream().map(c -> c.name()).toList());
        assertThat(StatisticsJson.write(before.under(change)))
            .isEqualTo(
                StatisticsJson.write(
                    new IntervalRows(connection(), changed, outline, none, DAY, 0).statistics()));
      }
    }
  }

  static List<Transformation> changes() {
    return List.of(
        new Transformation.Scale(List.of("amount"), 0.01, Optional.empty(), Optional.empty()),
        new Transformation.Scale(
            List.of("twice"),
            10,
            Optional.empty(),
            Optional.of(new Transformation.Category("kind", "k3"))),
        new Transformation.Shift(List.of("moment"), Duration.ofHours(2)),
        new Transformation.Recode("kind", Map.of("k1", "K1", "k2", "K2")),
        new Transformation.Swap("amount", "twice"),
        new Transformation.KeepOneIn(2),
        new Transformation.Distinct());
  }

  @Test
  void ofAFewRowsAllAreLookedAt() {
    var found = scan("(SELECT * FROM many WHERE line IN ('L1', 'L2'))");
    assertThat(found.rows()).isBetween(1L, 2L);
    assertThat(scan("(SELECT * FROM many WHERE FALSE)").rows()).isZero();
  }
}
