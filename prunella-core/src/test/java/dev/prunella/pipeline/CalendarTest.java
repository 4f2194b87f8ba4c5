package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Calendar.Rhythm;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CalendarTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final Calendar DAYS = new Calendar(Rhythm.DAILY, LONDON);
  private static final Calendar HOURS = new Calendar(Rhythm.HOURLY, LONDON);

  @Test
  void theDayOnWhichClocksGoBackHas25Hours() {
    var day = DAYS.parse("2026-10-25").orElseThrow();
    assertThat(day.length()).isEqualTo(Duration.ofHours(25));
    assertThat(DAYS.label(day)).isEqualTo("2026-10-25");
    assertThat(HOURS.between(day.start(), day.end(), 100)).hasSize(25);
  }

  @Test
  void theHourThatIsRepeatedIsTwoIntervalsWithTwoNames() {
    var first = HOURS.containing(Instant.parse("2026-10-25T00:30:00Z"));
    var second = HOURS.next(first);
    assertThat(HOURS.label(first)).isEqualTo("2026-10-25T01+01:00");
    assertThat(HOURS.label(second)).isEqualTo("2026-10-25T01Z");
    assertThat(HOURS.parse(HOURS.label(first))).contains(first);
    assertThat(HOURS.parse(HOURS.label(second))).contains(second);
  }

  @Test
  void theHourThatIsLeftOutIsNoInterval() {
    var day = DAYS.parse("2026-03-29").orElseThrow();
    assertThat(HOURS.between(day.start(), day.end(), 100)).hasSize(23);
  }

  @Test
  void weeksBeginOnMondayAndMonthsOnTheFirst() {
    var weeks = new Calendar(Rhythm.WEEKLY, LONDON);
    var months = new Calendar(Rhythm.MONTHLY, LONDON);
    assertThat(weeks.label(weeks.parse("2026-11-25").orElseThrow())).isEqualTo("2026-11-23");
    assertThat(months.label(months.parse("2026-11-25").orElseThrow())).isEqualTo("2026-11");
    assertThat(months.parse("2026-11")).isEqualTo(months.parse("2026-11-01"));
  }

  @Test
  void whatIsNoIntervalIsNotGuessed() {
    for (var text :
        new String[] {"", "yesterday", "2026-13-01", "2026-11", "26-11-01", "2026-11-1"}) {
      assertThat(DAYS.parse(text)).as(text).isEmpty();
    }
  }

  @Property
  void intervalsFollowOneAnotherWithoutGapAndEachHasItsOwnName(
      @ForAll Rhythm rhythm, @ForAll @LongRange(min = 0, max = 2_000_000_000L) long second) {
    var calendar = new Calendar(rhythm, LONDON);
    var at = calendar.containing(Instant.ofEpochSecond(second));
    assertThat(at.contains(Instant.ofEpochSecond(second))).isTrue();
    var names = new HashSet<String>();
    for (int i = 0; i < 40; i++) {
      var next = calendar.next(at);
      assertThat(next.start()).isEqualTo(at.end());
      assertThat(calendar.previous(next)).isEqualTo(at);
      assertThat(calendar.parse(calendar.label(at))).contains(at);
      assertThat(names.add(calendar.label(at))).isTrue();
      at = next;
    }
  }
}
