package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.MovedTimes.Day;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A shop that opens from eight to twenty, on Sundays from ten to sixteen; most come at noon. */
class MovedTimesTest {
  private static final int DAYS = 40;

  private final Random random = new Random(11);

  @Test
  void ordinaryDaysWithManyMomentsHaveNotMoved() {
    var before = days();
    for (int day = DAYS; day < DAYS + 100; day++) {
      assertThat(MovedTimes.of("sold_at", before, day(day, 90, 0))).isEmpty();
    }
  }

  @Test
  void eachHourOfADayWithManyMomentsShows() {
    var before = days();
    for (int hours = -5; hours <= 4; hours++) {
      if (hours != 0) {
        int by = hours;
        assertThat(MovedTimes.of("sold_at", before, day(DAYS, 90, hours)))
            .hasValueSatisfying(moved -> assertThat(moved.hours()).isEqualTo(by));
      }
    }
  }

  @Test
  void twoHoursShowOnMostDaysWithFewMomentsAndFewOrdinaryOnesDo() {
    var before = days();
    int moved = 0;
    int ordinary = 0;
    for (int day = DAYS; day < DAYS + 100; day++) {
      moved += MovedTimes.of("sold_at", before, day(day, 12, 2)).isPresent() ? 1 : 0;
      ordinary += MovedTimes.of("sold_at", before, day(day, 12, 0)).isPresent() ? 1 : 0;
    }
    assertThat(moved).isGreaterThan(75);
    assertThat(ordinary).isLessThan(40);
  }

  @Test
  void aSundayIsNoWeekdayThatCameLate() {
    var before = days();
    int sunday = DAYS - DAYS % 7 + 6;
    assertThat(day(sunday, 40, 0).weekday()).isEqualTo(DayOfWeek.SUNDAY);
    assertThat(MovedTimes.of("sold_at", before, day(sunday, 40, 0))).isEmpty();
  }

  /** A row whose time nobody knows, and for weeks after clocks have changed all days. */
  @Test
  void aMomentAtMidnightHidesNothingAndDaysSinceClocksChangedAreAlike() {
    var before = days();
    var moved = new ArrayList<>(day(DAYS, 90, 2).moments());
    moved.set(0, 1L);
    assertThat(MovedTimes.of("sold_at", before, new Day(DayOfWeek.MONDAY, moved))).isPresent();
    var since = new ArrayList<Day>();
    for (int day = DAYS; day < DAYS + 8; day++) {
      since.add(0, day(day, 90, 1));
    }
    since.addAll(before.subList(0, 25));
    assertThat(MovedTimes.of("sold_at", since, day(DAYS + 8, 90, 1))).isEmpty();
    assertThat(MovedTimes.of("sold_at", since, day(DAYS + 8, 90, 3))).isPresent();
  }

  @Test
  void datesAndFewDaysAndFewMomentsSayNothing() {
    var dates = Collections.nCopies(DAYS, new Day(DayOfWeek.MONDAY, at(0, 1)));
    assertThat(MovedTimes.of("sold_on", dates, dates.getFirst())).isEmpty();
    assertThat(MovedTimes.of("sold_at", days().subList(0, 14), day(DAYS, 90, 3))).isEmpty();
    assertThat(MovedTimes.of("sold_at", days(), day(DAYS, 2, 3))).isEmpty();
  }

  @Test
  void whatItSaysCanBeRead() {
    assertThat(new MovedTimes("sold_at", -1, 0.7, 0).words())
        .isEqualTo(
            "with clocks 1 hour slow the times of sold_at would be 5 times as likely as they are");
    assertThat(new MovedTimes("sold_at", 2, 9, 0).words())
        .isEqualTo(
            "with clocks 2 hours fast the times of sold_at would be more than 1000 times as likely as they are");
  }

  private List<Day> days() {
    var days = new ArrayList<Day>();
    for (int day = 0; day < DAYS; day++) {
      days.add(day(day, 60 + random.nextInt(60), 0));
    }
    return days;
  }

  private Day day(int day, int moments, int movedBy) {
    var weekday = DayOfWeek.of(day % 7 + 1);
    boolean sunday = weekday == DayOfWeek.SUNDAY;
    int opens = sunday ? 10 : 8;
    int closes = sunday ? 16 : 20;
    var hours = new ArrayList<>(Collections.nCopies(MovedTimes.HOURS, 0L));
    for (int i = 0; i < moments; i++) {
      int hour = (int) Math.round(13 + 2.5 * random.nextGaussian());
      int at = Math.clamp(hour, opens, closes - 1) + movedBy;
      hours.set(at, hours.get(at) + 1);
    }
    return new Day(weekday, hours);
  }

  private static List<Long> at(int hour, long moments) {
    var hours = new ArrayList<>(Collections.nCopies(MovedTimes.HOURS, 0L));
    hours.set(hour, moments);
    return hours;
  }
}
