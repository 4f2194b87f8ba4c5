package dev.prunella.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
  private static final Window LONDON = Window.parse("daily 02:47-03:12 Europe/London");

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  @Test
  void itIsOpenFromItsFirstMinuteAndNotAtItsLast() {
    assertThat(LONDON.isOpen(at("2026-01-10T02:46:59Z"))).isFalse();
    assertThat(LONDON.isOpen(at("2026-01-10T02:47:00Z"))).isTrue();
    assertThat(LONDON.isOpen(at("2026-01-10T03:11:59Z"))).isTrue();
    assertThat(LONDON.isOpen(at("2026-01-10T03:12:00Z"))).isFalse();
  }

  @Test
  void itOpensByTheClocksOfItsPlace() {
    assertThat(LONDON.opens(at("2026-01-10T01:00:00Z"))).isEqualTo(at("2026-01-10T02:47:00Z"));
    assertThat(LONDON.opens(at("2026-07-10T00:00:00Z"))).isEqualTo(at("2026-07-10T01:47:00Z"));
    assertThat(LONDON.opens(at("2026-01-10T02:50:00Z"))).isEqualTo(at("2026-01-10T02:50:00Z"));
    assertThat(LONDON.opens(at("2026-01-10T03:12:00Z"))).isEqualTo(at("2026-01-11T02:47:00Z"));
  }

  @Test
  void theNightOnWhichClocksGoForwardIsNoHourLate() {
    assertThat(LONDON.opens(at("2026-03-28T23:00:00Z"))).isEqualTo(at("2026-03-29T01:47:00Z"));
  }

  @Test
  void aWindowInTheHourThatIsLeftOutOpensWhenClocksHaveJumped() {
    var berlin = Window.parse("daily 02:47-03:12 Europe/Berlin");
    assertThat(berlin.opens(at("2026-03-28T23:00:00Z"))).isEqualTo(at("2026-03-29T01:00:00Z"));
    assertThat(berlin.closes(at("2026-03-29T01:00:00Z"))).isEqualTo(at("2026-03-29T01:12:00Z"));
    var within = Window.parse("daily 02:10-02:50 Europe/Berlin");
    assertThat(within.opens(at("2026-03-28T23:00:00Z"))).isEqualTo(at("2026-03-30T00:10:00Z"));
  }

  @Test
  void aWindowInTheHourThatComesTwiceOpensTwice() {
    var berlin = Window.parse("daily 02:47-03:12 Europe/Berlin");
    assertThat(berlin.opens(at("2026-10-24T22:00:00Z"))).isEqualTo(at("2026-10-25T00:47:00Z"));
    assertThat(berlin.closes(at("2026-10-25T00:47:00Z"))).isEqualTo(at("2026-10-25T01:00:00Z"));
    assertThat(berlin.opens(at("2026-10-25T01:00:00Z"))).isEqualTo(at("2026-10-25T01:47:00Z"));
    assertThat(berlin.closes(at("2026-10-25T01:47:00Z"))).isEqualTo(at("2026-10-25T02:12:00Z"));
  }

  @Test
  void oneOverMidnightBelongsToTheDayOnWhichItBegins() {
    var saturday = Window.parse("sat 22:00-04:00 UTC");
    assertThat(saturday.isOpen(at("2026-11-28T23:00:00Z"))).isTrue();
    assertThat(saturday.isOpen(at("2026-11-29T03:59:00Z"))).isTrue();
    assertThat(saturday.isOpen(at("2026-11-29T23:00:00Z"))).isFalse();
    assertThat(saturday.closes(at("2026-11-28T22:30:00Z"))).isEqualTo(at("2026-11-29T04:00:00Z"));
    assertThat(saturday.opens(at("2026-11-29T04:00:00Z"))).isEqualTo(at("2026-12-05T22:00:00Z"));
  }

  @Test
  void oneLiesWithinAnotherOnlyIfItDoesAllWeekAndByBothPlacesClocks() {
    var at = Instant.parse("2026-03-27T12:00:00Z");
    var night = Window.parse("daily 02:47-03:12 Europe/London");
    assertThat(night.isWithin(Window.parse("daily 02:00-04:00 Europe/London"), at)).isTrue();
    assertThat(night.isWithin(Window.parse("daily 22:00-03:12 Europe/London"), at)).isTrue();
    assertThat(night.isWithin(Window.parse("daily 22:00-03:11 Europe/London"), at)).isFalse();
    assertThat(night.isWithin(Window.parse("weekdays 02:00-04:00 Europe/London"), at)).isFalse();
    assertThat(night.isWithin(night, at)).isTrue();
    // Two days later the clocks of London go forward, and those of UTC do not.
    assertThat(night.isWithin(Window.parse("daily 02:30-04:00 UTC"), at)).isFalse();
    assertThat(night.isWithin(Window.parse("daily 01:30-04:00 UTC"), at)).isTrue();
  }

  @Test
  void everyMomentOfAYearIsEitherOpenOrLeadsToOneThatIs() {
    var berlin = Window.parse("weekdays 01:50-02:20 Europe/Berlin");
    var now = at("2026-01-01T00:00:00Z");
    while (now.isBefore(at("2027-01-01T00:00:00Z"))) {
      var opens = berlin.opens(now);
      assertThat(berlin.isOpen(opens)).as("%s", now).isTrue();
      assertThat(opens.equals(now) || !berlin.isOpen(opens.minusSeconds(1))).isTrue();
      assertThat(berlin.isOpen(berlin.closes(opens))).isFalse();
      now = now.plus(Duration.ofMinutes(171));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "daily 02:47-03:12 Europe/London",
        "mon,fri 00:00-23:59 UTC",
        "sat 22:00-04:00 America/New_York"
      })
  void itIsWrittenAsItIsRead(String text) {
    assertThat(Window.parse(text)).hasToString(text);
  }

  @Test
  void whatIsNoWindowIsToldWithAnExample() {
    assertThat(Window.parse("02:47-03:12 Europe/London")).isEqualTo(LONDON);
    for (var text : new String[] {"", "daily 25:00-26:00 UTC", "daily 02:47-02:47 UTC"}) {
      assertThatThrownBy(() -> Window.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Window.parse("daily 02:00-03:00 Europe/Lodnon"))
        .hasMessageContaining("time zone");
  }
}
