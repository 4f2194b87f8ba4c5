package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.Statistics.ColumnStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Orders that come from eight to twenty, most at one o'clock. */
class HoursOffTest {
  private static final String AT = "ordered_at";
  private static final Outline OUTLINE =
      Pictures.outline(new Outline.Column(AT, TypeClass.TIME, 1));
  private static final double LIMIT = HoursOff.limit(AnomalyDetector.FALSE_ALARMS);

  private final SplittableRandom random = new SplittableRandom(5);

  private Picture day(int number, int orders, IntUnaryOperator hour) {
    var moments = new ArrayList<>(Collections.nCopies(24, 0L));
    long count = 0;
    for (int i = 0; i < orders; i++) {
      int at = hour.applyAsInt(Math.clamp(8 + random.nextInt(7) + random.nextInt(7), 8, 19));
      if (at >= 0) {
        moments.set(at, moments.get(at) + 1);
        count++;
      }
    }
    var times = new Statistics.Times(count, 0, 0, List.of(), moments, count, moments);
    return Pictures.day(
        OUTLINE,
        Instant.parse("2026-04-01T00:00:00Z").plus(Duration.ofDays(number)),
        count,
        List.of(new ColumnStatistics(AT, TypeClass.TIME, 0, count, "", Map.of(), times)));
  }

  private History history(int orders) {
    var days = new ArrayList<Picture>();
    for (int d = 0; d < History.INTERVALS; d++) {
      days.add(day(d, orders, h -> h));
    }
    return new History(OUTLINE, days);
  }

  private List<HoursOff> found(History history, Picture day) {
    return HoursOff.of(history, day, LIMIT);
  }

  @Test
  void clocksOneAndTwoHoursOffAreSeenWhereMuchComes() {
    var history = history(120);
    for (int hours : new int[] {-2, -1, 1, 2}) {
      assertThat(found(history, day(30, 120, h -> h + hours)))
          .singleElement()
          .satisfies(off -> assertThat(off.moved().hours()).isEqualTo(hours));
    }
  }

  @Test
  void ofAThousandCleanDaysHardlyOneIs() {
    for (int orders : new int[] {24, 120}) {
      var history = history(orders);
      int alarms = 0;
      for (int d = 0; d < 1_000; d++) {
        alarms += found(history, day(30, orders, h -> h)).size();
      }
      assertThat(alarms).as("%d orders a day", orders).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void aDayThatEndsEarlyMayBeCutAndOneThatIsShiftedIsNot() {
    var history = history(120);
    var cut = found(history, day(30, 120, h -> h < 13 ? h : -1));
    assertThat(cut).hasSize(1);
    assertThat(HoursOff.isNotCut(cut.getFirst().anomaly(9))).isFalse();
    assertThat(cut.getFirst().anomaly(9).inWords())
        .contains("would be likelier with clocks", "slow, or if hours are missing");
    var shifted = found(history, day(30, 120, h -> h - 3)).getFirst().anomaly(9);
    assertThat(HoursOff.isNotCut(shifted)).isTrue();
    assertThat(shifted.inWords()).contains("with clocks 3 hours slow").doesNotContain("missing");
  }

  @Test
  void whereADayWasAsFarOffBeforeItIsNothingNew() {
    var days = new ArrayList<>(history(120).pictures());
    days.set(7, day(7, 120, h -> h + 2));
    assertThat(found(new History(OUTLINE, days), day(30, 110, h -> h + 2))).isEmpty();
  }

  /** Of each day's orders another part comes an hour later. */
  @Test
  void aBusyDayIsNoFartherOffThanQuietOnes() {
    var days = new ArrayList<Picture>();
    for (int d = 0; d < History.INTERVALS; d++) {
      days.add(lately(d, 100));
    }
    var history = new History(OUTLINE, days);
    int alarms = 0;
    for (int d = 0; d < 200; d++) {
      alarms += found(history, lately(30, 2_000)).size();
    }
    assertThat(alarms).isLessThanOrEqualTo(6);
    assertThat(found(history, day(30, 2_000, h -> h + 3))).hasSize(1);
  }

  private Picture lately(int number, int orders) {
    double late = 0.6 * random.nextDouble();
    return day(number, orders, h -> random.nextDouble() < late ? h + 1 : h);
  }

  /** A job that always runs at three, and once at four. */
  @Test
  void whatAJobWritesIsLateAndNotMoved() {
    var days = new ArrayList<Picture>();
    for (int d = 0; d < History.INTERVALS; d++) {
      days.add(day(d, 120, _ -> 3));
    }
    assertThat(found(new History(OUTLINE, days), day(30, 120, _ -> 4))).isEmpty();
  }

  @Test
  void asManyDaysAsAreNeededToJudgeOneSayNothingForNoneIsJudgedByTheOthers() {
    var history = every(2);
    assertThat(found(history, day(30, 120, h -> h + 2))).isEmpty();
    var days = new ArrayList<>(history.pictures());
    days.set(0, day(0, 120, h -> h));
    assertThat(found(new History(OUTLINE, days), day(30, 120, h -> h + 2))).hasSize(1);
  }

  /** On a Monday after empty weekends twenty of thirty days are known. */
  @Test
  void weekendsWithoutOrdersAreNoDays() {
    var history = every(3);
    int alarms = 0;
    for (int d = 0; d < 300; d++) {
      alarms += found(history, day(30, 120, h -> h)).size();
    }
    assertThat(alarms).isLessThanOrEqualTo(3);
    assertThat(found(history, day(30, 120, h -> h + 2))).hasSize(1);
  }

  /** Nothing comes each so manieth day. */
  private History every(int empty) {
    var days = new ArrayList<Picture>();
    for (int d = 0; d < History.INTERVALS; d++) {
      days.add(day(d, d % empty == 0 ? 0 : 120, h -> h));
    }
    return new History(OUTLINE, days);
  }

  /** On 25 October 2026 clocks go back in Europe: who writes down UTC is then an hour off. */
  @Test
  void anHourOffSinceClocksHaveChangedIsNoAlarm() {
    int october25 =
        (int)
            Duration.between(
                    Instant.parse("2026-04-01T00:00:00Z"), Instant.parse("2026-10-25T00:00:00Z"))
                .toDays();
    var days = new ArrayList<Picture>();
    for (int d = october25 - History.INTERVALS; d < october25; d++) {
      days.add(day(d, 120, h -> h));
    }
    for (int day = october25; day < october25 + 20; day++) {
      var history = new History(OUTLINE, days);
      assertThat(found(history, day(day, 120, h -> h + 3))).as("day %d", day).hasSize(1);
      int orders = day % 7 == 0 ? 300 : 120;
      var off = day(day, orders, h -> h + 1);
      assertThat(found(history, off)).as("day %d", day).isEmpty();
      days.add(off);
    }
  }

  @Test
  void statisticsFromBeforeMomentsWereCountedSayNothing() {
    var picture = day(30, 120, h -> h + 2);
    var old = new ArrayList<Picture>();
    for (var p : history(120).pictures()) {
      var c = p.statistics().columns().getFirst();
      var t = c.times().orElseThrow();
      var times =
          new Statistics.Times(
              t.count(), t.min(), t.max(), t.quantiles(), t.hours(), t.inside(), List.of());
      old.add(
          Pictures.day(
              OUTLINE,
              p.statistics().start(),
              p.statistics().rows(),
              List.of(c.withValues(times))));
    }
    assertThat(found(new History(OUTLINE, old), picture)).isEmpty();
  }
}
