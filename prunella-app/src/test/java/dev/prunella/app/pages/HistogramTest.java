package dev.prunella.app.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.Statistics;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.Numbers;
import dev.prunella.quality.TypeClass;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bars from quantiles, before and now, on one scale. */
class HistogramTest {
  @Test
  void aHundredTimesTheValuesLieFarToTheRight() {
    var drawn = Histogram.of("amount", List.of(day(1)), day(100)).orElseThrow();
    double before = drawn.before().stream().mapToDouble(b -> b.x() + b.w()).max().orElseThrow();
    double after = drawn.after().stream().mapToDouble(Histogram.Bar::x).max().orElseThrow();
    assertThat(before).isLessThan(Histogram.WIDTH / 4.0);
    assertThat(after).isGreaterThan(Histogram.WIDTH * 3 / 4.0);
    assertThat(drawn.words()).contains("the median 50", "the median 5,000");
  }

  @Test
  void noBarLeavesTheDrawing() {
    var drawn = Histogram.of("amount", List.of(day(1)), day(3)).orElseThrow();
    for (var bars : List.of(drawn.before(), drawn.after())) {
      assertThat(bars).hasSize(Statistics.GRID.size() + 1);
      for (var bar : bars) {
        assertThat(bar.x()).isBetween(0.0, (double) Histogram.WIDTH);
        assertThat(bar.x() + bar.w()).isLessThanOrEqualTo(Histogram.WIDTH + 0.01);
        assertThat(bar.y()).isBetween(0.0, (double) Histogram.HEIGHT);
        assertThat(bar.y() + bar.h()).isEqualTo(Histogram.HEIGHT);
      }
    }
  }

  @Test
  void withoutNumbersOrWithOneValueOnlyNothingIsDrawn() {
    assertThat(Histogram.of("other", List.of(day(1)), day(1))).isEmpty();
    assertThat(Histogram.of("amount", List.of(), day(1))).isEmpty();
    assertThat(Histogram.of("amount", List.of(day(0)), day(0))).isEmpty();
  }

  /** Values from 0 to 100, evenly, times a factor. */
  private static Statistics day(double factor) {
    var quantiles = Statistics.GRID.stream().map(share -> share * 100 * factor).toList();
    var numbers =
        new Numbers(101, 0, 100 * factor, 50 * factor, 30, quantiles, 1, 1, 1, 0, 101, 101, 101);
    var column = new ColumnStatistics("amount", TypeClass.NUMBER, 0, 101, "", Map.of(), numbers);
    return new Statistics(
        Instant.parse("2026-01-01T00:00:00Z"),
        Duration.ofDays(1),
        ZoneOffset.UTC,
        101,
        101,
        "",
        List.of(column),
        List.of(),
        Map.of(),
        Map.of());
  }
}
