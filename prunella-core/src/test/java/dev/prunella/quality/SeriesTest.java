package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.Measure.Scale;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SeriesTest {

  private static Series of(List<Double> values) {
    return new Series(
        Scale.DIFFERENCE,
        values,
        Collections.nCopies(values.size(), 0.0),
        IntStream.range(0, values.size()).mapToObj(i -> 1 + i % 7).toList(),
        0);
  }

  @Test
  void aLevelThatMovedForGoodIsExpectedWhereItIsNow() {
    var series =
        of(IntStream.range(0, 30).mapToObj(i -> (i < 15 ? 100.0 : 200.0) + i % 3).toList());
    assertThat(series.plain().expected(3)).isCloseTo(201, Offset.offset(2.0));
    assertThat(series.plain().usualSpread()).isLessThan(20);
  }

  @Test
  void aWeekdayOfItsOwnIsExpectedOnThatDayOnly() {
    var series =
        of(IntStream.range(0, 28).mapToObj(i -> (i % 7 == 6 ? 20.0 : 100.0) + i % 3).toList());
    assertThat(series.plain().expected(7)).isCloseTo(21, Offset.offset(4.0));
    assertThat(series.plain().expected(2)).isCloseTo(101, Offset.offset(4.0));
  }

  @Test
  void noRhythmIsSeenInNoise() {
    var series = of(IntStream.range(0, 30).mapToObj(i -> (double) ((i * 7919L) % 101)).toList());
    assertThat(IntStream.rangeClosed(1, 7).mapToObj(series.plain()::effect)).containsOnly(0.0);
  }
}
