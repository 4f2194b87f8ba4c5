package dev.prunella.local.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Cause;
import dev.prunella.quality.Explanation;
import dev.prunella.quality.Explanation.Explained;
import dev.prunella.quality.Explanation.Suspected;
import dev.prunella.quality.Explanation.Unexplained;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Statistics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each hypothesis on a small shop's day that was damaged so, and days that only look damaged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainerTest {
  private static final int TODAY = 59;

  /** Morocco's clocks went back by an hour on 2025-02-23; those of most others did not. */
  private static final int RAMADAN_BEGINS = 54;

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool pool;

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool.Lease lease;

  @SuppressWarnings("NullAway.Init")
  private Shop shop;

  @BeforeAll
  void open(@TempDir Path temp) throws Exception {
    pool =
        new DuckDbPool(new PoolLimits(1, 0, Duration.ofSeconds(30), 1L << 30, 1, temp, 1L << 30));
    lease = pool.lease();
    shop = new Shop(lease.connection());
  }

  @AfterAll
  void close() {
    lease.close();
    pool.close();
  }

  private Explained explained(String query) {
    var explanation = shop.explain(query, TODAY);
    assertThat(explanation).isInstanceOf(Explained.class);
    return (Explained) explanation;
  }

  @Test
  void outlineKnowsKeysCategoriesAndRelations() {
    assertThat(shop.outline().relations()).asString().contains("total = net + tax");
    assertThat(shop.outline().groups())
        .filteredOn(Outline.Group::category)
        .extracting(Outline.Group::column)
        .contains("country");
    assertThat(shop.outline().usuals())
        .asString()
        .contains("country by customer")
        .contains("price by");
  }

  @Test
  void rarelyACleanDayIsAnAlarm() {
    int alarms = 0;
    for (int d = 56; d < Shop.DAYS; d++) {
      alarms += shop.assess(Shop.day(d), d).isAlarm() ? 1 : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(1);
  }

  @Test
  void orderOfRowsChangesNothing() {
    var shuffled =
        shop.scan("(SELECT * FROM " + Shop.day(TODAY) + " t ORDER BY hash(line, 5))", TODAY);
    var straight = shop.scan(Shop.day(TODAY), TODAY);
    assertThat(shuffled.contentHash()).isEqualTo(straight.contentHash());
    assertThat(shuffled.distinctRows()).isEqualTo(straight.distinctRows());
    assertThat(shuffled.groups()).isEqualTo(straight.groups());
    assertThat(shuffled.columns())
        .extracting(Statistics.ColumnStatistics::sample)
        .isEqualTo(straight.columns().stream().map(Statistics.ColumnStatistics::sample).toList());
  }

  @Test
  void aFactorIsFoundExactly() {
    var e = explained("SELECT * REPLACE (price * 1.237 AS price) FROM DAY");
    assertThat(e.cause()).isInstanceOf(Cause.Scaled.class);
    var scaled = (Cause.Scaled) e.cause();
    assertThat(scaled.columns()).containsExactly("price");
    assertThat(scaled.factor()).isCloseTo(1.237, org.assertj.core.data.Offset.offset(1e-6));
    assertThat(scaled.within()).isEmpty();
    assertThat(e.inverse()).isPresent();
  }

  @Test
  void aConversionIsKnownToItsLastDigitThoughTheDamageRounded() {
    var e = explained("SELECT * REPLACE (round(price * 2.2046, 2) AS price) FROM DAY");
    assertThat(((Cause.Scaled) e.cause()).factor()).isEqualTo(2.2046);
    assertThat(e.inverse()).isPresent();
  }

  @Test
  void aFactorWithinOneCategoryNamesIt() {
    var e =
        explained(
            "SELECT * REPLACE (CASE WHEN country = 'Chile' THEN price * 100 ELSE price END AS price)"
                + " FROM DAY");
    var scaled = (Cause.Scaled) e.cause();
    assertThat(scaled.within()).contains(new Transformation.Category("country", "Chile"));
    assertThat(scaled.factor()).isCloseTo(100, org.assertj.core.data.Offset.offset(0.01));
    assertThat(e.inverse()).isPresent();
  }

  @Test
  void permutedCategoriesAreReadFromTheKeys() {
    var e =
        explained(
            "SELECT * REPLACE (CASE country WHEN 'Austria' THEN 'Chile' WHEN 'Chile' THEN 'Austria'"
                + " ELSE country END AS country) FROM DAY");
    assertThat(e.cause())
        .isEqualTo(new Cause.Recoded("country", Map.of("Austria", "Chile", "Chile", "Austria")));
    assertThat(e.inverse()).isPresent();
  }

  @Test
  void timesThatKeepToTheClockAreMovedBack() {
    var e = explained("SELECT * REPLACE (told_at + INTERVAL 5 HOUR AS told_at) FROM DAY");
    assertThat(e.cause())
        .isEqualTo(new Cause.TimesShifted(List.of("told_at"), Duration.ofHours(5)));
    assertThat(e.inverse()).isPresent();
  }

  @Test
  void timesThatLieAnywhereTellAboutHowFarTheyMovedButNotExactly() {
    var explanation =
        shop.explain("SELECT * REPLACE (sold_at + INTERVAL 5 HOUR AS sold_at) FROM DAY", TODAY);
    assertThat(explanation).isInstanceOf(Suspected.class);
    assertThat(((Suspected) explanation).cause())
        .isEqualTo(new Cause.TimesShifted(List.of("sold_at"), Duration.ofHours(5)));
  }

  @Test
  void anHourOffMayBeRightWhereClocksHaveJustChanged() {
    var moved = "SELECT * REPLACE (told_at + INTERVAL 1 HOUR AS told_at) FROM DAY";
    assertThat(explained(moved).inverse()).isPresent();
    assertNoInverse(shop.explain(moved, RAMADAN_BEGINS));
  }

  @Test
  void whereTheFirstHoursAreMissingTheNextOneIsNotTakenForIt() {
    var explanation =
        shop.explain(
            "SELECT * REPLACE (told_at + INTERVAL 5 HOUR AS told_at) FROM DAY"
                + " WHERE hour(told_at) > 8",
            TODAY);
    assertNoInverse(explanation);
  }

  @Test
  void timesThatMayHaveMovedAreDoubted() {
    assertThat(
            shop.doubt("SELECT * REPLACE (sold_at + INTERVAL 2 HOUR AS sold_at) FROM DAY", TODAY))
        .contains(new Cause.TimesShifted(List.of("sold_at"), Duration.ofHours(2)));
  }

  @Test
  void fewCleanDaysAreDoubted() {
    int doubted = 0;
    for (int d = 40; d < Shop.DAYS; d++) {
      doubted += shop.doubt("SELECT * FROM DAY", d).isPresent() ? 1 : 0;
    }
    assertThat(doubted).isLessThanOrEqualTo(2);
  }

  @Test
  void aFactorWithinOneCategoryThatLeavesTheUsualDecimalsIsNotConfirmed() {
    var explanation =
        shop.explain(
            "SELECT * REPLACE (CASE WHEN country = 'Chile' THEN round(price * 1.2373, 2) ELSE price END"
                + " AS price) FROM DAY",
            TODAY);
    assertNoInverse(explanation);
  }

  @Test
  void swappedColumnsAreFound() {
    var e = explained("SELECT * REPLACE (product AS customer, customer AS product) FROM DAY");
    assertThat(e.cause()).isEqualTo(new Cause.Swapped("product", "customer"));
  }

  @Test
  void aWholeLoadThatCameTwiceIsHalved() {
    var e = explained("SELECT * FROM DAY UNION ALL SELECT * FROM DAY");
    assertThat(e.cause()).isEqualTo(new Cause.LoadedTwice(1));
    assertThat(e.inverse()).contains(new Transformation.KeepOneIn(2));
  }

  @Test
  void yesterdaysRowsAreKnownThoughRedated() {
    var query =
        "SELECT * REPLACE (sold_at + INTERVAL 24 HOUR AS sold_at) FROM "
            + Shop.day(TODAY - 1)
            + " y";
    var e = explained(query);
    assertThat(e.cause()).isEqualTo(new Cause.StaleCopy(Shop.start(TODAY - 1), true));
    assertThat(e.inverse()).isEmpty();
  }

  @Test
  void missingValuesNameTheirColumnAndNothingIsInvented() {
    var e =
        explained(
            "SELECT * REPLACE (CASE WHEN hash(line) % 5 = 0 THEN NULL ELSE customer END AS customer)"
                + " FROM DAY");
    assertThat(e.cause()).isInstanceOf(Cause.NullBurst.class);
    assertThat(((Cause.NullBurst) e.cause()).column()).isEqualTo("customer");
    assertThat(e.inverse()).isEmpty();
  }

  @Test
  void thatKeysTellWhatTrimmingGivesIsNoDoubtOfIt() {
    var e = explained("SELECT * REPLACE (' ' || country || '  ' AS country) FROM DAY");
    assertThat(e.cause()).isEqualTo(new Cause.Respelt("country"));
    assertThat(e.inverse())
        .contains(new Transformation.Respell("country", Transformation.Spelling.TRIMMED));
  }

  @Test
  void paddedCodesThatKeysTellToBeOthersAreNotTrimmed() {
    var explanation =
        shop.explain(
            "SELECT * REPLACE (CASE country WHEN 'Austria' THEN ' Chile ' WHEN 'Chile' THEN ' Austria '"
                + " ELSE ' ' || country || ' ' END AS country) FROM DAY",
            TODAY);
    if (explanation instanceof Explained e) {
      assertThat(e.inverse()).get().isNotInstanceOf(Transformation.Respell.class);
    }
  }

  @Test
  void cutTextsAreNotTakenForNewCodes() {
    var e = explained("SELECT * REPLACE (left(country, 3) AS country) FROM DAY");
    assertThat(e.cause()).isEqualTo(new Cause.Truncated("country", 3));
  }

  @Test
  void cutTextsAreKnownAmongAFewNewOnesOfTheSameLength() {
    var e =
        explained(
            channel(
                "WHEN hash(line) % 60 = 0 THEN 'Fair' WHEN hash(line) % 60 = 1 THEN 'Club'"
                    + " WHEN hash(line) % 60 = 2 THEN 'Post' ELSE left(channel, 4)"));
    assertThat(e.cause()).isEqualTo(new Cause.Truncated("channel", 4));
  }

  @Test
  void newValuesOfWhichManyBeginKnownOnesAreNotSaidToBeNewCodes() {
    var explanation =
        shop.explain(
            channel("WHEN hash(line) % 2 = 0 THEN left(channel, 4) ELSE right(channel, 4)"), TODAY);
    assertThat(explanation).isInstanceOf(Unexplained.class);
  }

  private static String channel(String cases) {
    return "SELECT * REPLACE (CASE " + cases + " END AS channel) FROM DAY";
  }

  @Test
  void aQuarterOfTheRowsIsALoadInPart() {
    var e = explained("SELECT * FROM DAY WHERE hash(line, 7) % 4 = 0");
    assertThat(e.cause()).isInstanceOf(Cause.LoadedInPart.class);
    assertThat(e.inverse()).isEmpty();
  }

  @Test
  void aWholeDayTwiceIsSeenHoweverMuchHappensInATable() {
    var day = Shop.day(TODAY);
    var twice = "(SELECT * FROM " + day + " UNION ALL SELECT * FROM " + day + ")";
    assertThat(shop.assessHardlyHearing(day, TODAY).isAlarm()).isFalse();
    var seen = shop.assessHardlyHearing(twice, TODAY);
    assertThat(seen.isAlarm()).isTrue();
    assertThat(seen.anomalies())
        .anyMatch(a -> a.inWords().startsWith("rows, ") && a.found() == 0.5);
  }

  @Test
  void noRowsAreNeverInvented() {
    var e = explained("SELECT * FROM DAY WHERE FALSE");
    assertThat(e.cause()).isEqualTo(new Cause.ZeroRows());
    assertThat(e.inverse()).isEmpty();
  }

  @Test
  void aWrongCellIsNamedByItsKey() {
    var e =
        explained(
            "SELECT * REPLACE (CASE WHEN line = 'N59007' THEN price * 1000 ELSE price END AS price)"
                + " FROM DAY");
    assertThat(e.cause()).isInstanceOf(Cause.WrongCells.class);
    var wrong = (Cause.WrongCells) e.cause();
    assertThat(wrong.column()).isEqualTo("price");
    assertThat(wrong.cells()).hasSize(1);
    assertThat(wrong.cells().getFirst().row()).containsEntry("line", "N59007");
  }

  @Test
  void aNewCountryIsNotRepaired() {
    var explanation =
        shop.explain(
            "SELECT * FROM DAY UNION ALL SELECT * REPLACE ('Estonia' AS country, 'C9' || customer AS"
                + " customer, line || 'e' AS line) FROM "
                + Shop.day(TODAY - 3).replace("WHERE", "WHERE hash(line) % 4 = 0 AND")
                + " y",
            TODAY);
    assertNoInverse(explanation);
  }

  @Test
  void aSaleDayIsNotTakenForAWrongUnit() {
    // Prices of half of the products are cut by different shares, and more is bought.
    var explanation =
        shop.explain(
            "SELECT * REPLACE (CASE WHEN hash(product) % 2 = 0 THEN round(price * (0.6 + (hash(product, 2)"
                + " % 30) / 100.0), 2) ELSE price END AS price, pieces + 2 AS pieces) FROM DAY",
            TODAY);
    assertNoInverse(explanation);
  }

  private static void assertNoInverse(Explanation explanation) {
    switch (explanation) {
      case Explained e -> assertThat(e.inverse()).isEmpty();
      case Suspected s -> assertThat(s.missing()).isNotEmpty();
      case Unexplained u -> assertThat(u.tried()).isNotEmpty();
    }
  }

  @Test
  void documentsComeBackEqual() {
    var statistics = shop.scan(Shop.day(TODAY), TODAY);
    assertThat(StatisticsJson.statistics(StatisticsJson.write(statistics))).isEqualTo(statistics);
    assertThat(StatisticsJson.outline(StatisticsJson.write(shop.outline())))
        .isEqualTo(shop.outline());
  }
}
