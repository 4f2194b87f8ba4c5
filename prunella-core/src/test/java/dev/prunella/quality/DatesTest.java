package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.Statistics.ColumnStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Orders that were placed one to four days before the day that brings them. */
class DatesTest {
  private static final String PLACED = "placed";
  private static final int DAY = 86_400;
  private static final Outline OUTLINE =
      Pictures.outline(new Outline.Column(PLACED, TypeClass.TIME, 1));

  private static Picture day(int day, double quarter, double shift) {
    var quantiles =
        List.of(-4.0 * DAY, -4.0 * DAY, quarter, -2.0 * DAY, -1.0 * DAY, -1.0 * DAY, -1.0 * DAY);
    var times =
        new Statistics.Times(
            80,
            -4.0 * DAY + shift,
            -1.0 * DAY + shift,
            quantiles.stream().map(q -> q + shift).toList(),
            Collections.nCopies(24, 0L),
            0,
            List.of());
    return Pictures.day(
        OUTLINE,
        Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(day)),
        80,
        List.of(new ColumnStatistics(PLACED, TypeClass.TIME, 0, 4, "", Map.of(), times)));
  }

  /** Nearly always the same, as a quantile of few dates is. */
  private static double usual(int day) {
    return day % 9 == 4 ? -2.95 * DAY : -3.0 * DAY;
  }

  private static double score(double quarter, double shift) {
    var days = new ArrayList<Picture>();
    for (int d = 0; d < 60; d++) {
      days.add(day(d, usual(d), 0));
    }
    return CellScores.of(new History(OUTLINE, days), day(60, quarter, shift))
        .best()
        .entrySet()
        .stream()
        .filter(cell -> cell.getKey().startsWith(Aspect.TIMES + "|" + PLACED + "|"))
        .mapToDouble(Map.Entry::getValue)
        .max()
        .orElseThrow();
  }

  @Test
  void aQuantileThatLiesBetweenTwoDatesOnceHasNotMovedFar() {
    assertThat(score(-2.75 * DAY, 0)).isLessThan(1);
    assertThat(score(-2.0 * DAY, 0)).isBetween(3.0, 4.0);
    assertThat(score(-3.0 * DAY, 30 * DAY)).isGreaterThan(50);
  }
}
