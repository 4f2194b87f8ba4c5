package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A table of about as many rows each day, twice as many on a day of sale now and then. */
class SidesTest {
  private static final Outline OUTLINE = Pictures.outline();

  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DAYS = 170;
  private static final int USUAL = 1_000;

  private final Random random = new Random(5);

  private static Picture day(int day, long rows) {
    return Pictures.day(OUTLINE, FIRST.plus(Duration.ofDays(day)), rows, List.of());
  }

  @Test
  void thatTheTableGrewTwofoldNowAndThenDoesNotHideThatHalfIsMissing() {
    var days = new ArrayList<Picture>();
    for (int d = 0; d < DAYS; d++) {
      boolean sale = d % 30 == 20;
      days.add(day(d, Math.round(USUAL * (sale ? 2 : 1) * Math.exp(0.05 * random.nextGaussian()))));
    }
    var detector = new AnomalyDetector(Calibration.learn(OUTLINE, days));
    var history = new History(OUTLINE, days);

    assertThat(detector.assess(history, day(DAYS, USUAL / 2)).isAlarm()).isTrue();
    assertThat(detector.assess(history, day(DAYS, USUAL * 2)).isAlarm()).isFalse();
    assertThat(detector.assess(history, day(DAYS, USUAL)).isAlarm()).isFalse();
  }
}
