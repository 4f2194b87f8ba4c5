package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.Statistics.ColumnStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EmptyHoursTest {
  private static final Outline OUTLINE =
      Pictures.outline(new Outline.Column("at", TypeClass.TIME, 1));

  private static final int ROWS = 131;
  private static final double ALARM = 3;

  private final SplittableRandom random = new SplittableRandom(7);

  /** Rows come between 7 and 23 o'clock, in batches that share a moment. */
  private Picture day(int number, int rows, int batch, int until) {
    var hours = new ArrayList<Long>(java.util.Collections.nCopies(24, 0L));
    long count = 0;
    long moments = 0;
    for (int i = 0; i < rows; i += batch) {
      int hour = 7 + random.nextInt(16);
      if (hour < until) {
        hours.set(hour, hours.get(hour) + batch);
        count += batch;
        moments++;
      }
    }
    var times =
        new Statistics.Times(count, 7 * 3600, until * 3600, List.of(), hours, count, List.of());
    var column = new ColumnStatistics("at", TypeClass.TIME, 0, moments, "", Map.of(), times);
    var start = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(number));
    return Pictures.day(OUTLINE, start, count, List.of(column));
  }

  private History history(int batch) {
    var days = new ArrayList<Picture>();
    for (int d = 0; d < History.INTERVALS; d++) {
      days.add(day(d, ROWS, batch, 24));
    }
    return new History(OUTLINE, days);
  }

  private static double rarity(History history, Picture day) {
    return EmptyHours.of(history, day).stream().mapToDouble(EmptyHours::rarity).max().orElse(0);
  }

  @Test
  void theEndOfADayThatBrokeOffIsRare() {
    var history = history(1);

    assertThat(rarity(history, day(30, ROWS, 1, 18))).isGreaterThan(ALARM);
    assertThat(EmptyHours.of(history, day(31, ROWS, 1, 18)))
        .singleElement()
        .satisfies(e -> assertThat(e.least()).isBetween(0.15, e.usual()));
  }

  @Test
  void cleanDaysAreNot() {
    var history = history(1);

    for (int d = 0; d < 1_000; d++) {
      assertThat(rarity(history, day(30 + d, ROWS, 1, 24))).isLessThan(ALARM);
    }
  }

  @Test
  void rowsOfOneMomentCountOnce() {
    var history = history(10);

    for (int d = 0; d < 1_000; d++) {
      assertThat(rarity(history, day(30 + d, ROWS, 10, 24))).isLessThan(ALARM);
    }
    assertThat(rarity(history, day(30, ROWS, 10, 18))).as("13 moments tell little").isLessThan(2);
  }

  @Test
  void anHourThatWasEmptyOnceTellsNothing() {
    var days = new ArrayList<>(history(1).pictures());
    days.set(3, day(3, ROWS, 1, 17));

    assertThat(rarity(new History(OUTLINE, days), day(30, ROWS, 1, 18))).isLessThanOrEqualTo(0);
  }

  @Test
  void onTheNightOnWhichClocksChangeAnHourIsNotThere() {
    var picture = day(30, ROWS, 1, 18);
    var of = picture.statistics();
    var night =
        new Statistics(
            of.start(),
            Duration.ofHours(23),
            of.offset(),
            of.rows(),
            of.distinctRows(),
            of.contentHash(),
            of.columns(),
            of.groups(),
            of.relations(),
            of.usuals());

    assertThat(EmptyHours.of(history(1), Picture.of(OUTLINE, night))).isEmpty();
  }
}
