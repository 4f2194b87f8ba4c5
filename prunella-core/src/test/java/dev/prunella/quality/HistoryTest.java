package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final LocalDate FIRST = LocalDate.of(2025, 2, 1);

  private static final Outline OUTLINE =
      Pictures.outline(new Outline.Column("month", TypeClass.NUMBER, 1));

  /** A day of a table with one column, the same number in all of its rows. */
  private static Picture day(LocalDate day, double number) {
    var numbers =
        new Statistics.Numbers(
            50,
            number,
            number,
            number,
            0,
            Collections.nCopies(Statistics.GRID.size(), number),
            Math.log(number),
            0,
            0,
            0,
            50,
            50,
            50);
    var column =
        new Statistics.ColumnStatistics(
            "month", TypeClass.NUMBER, 0, 1, day.toString(), Map.of("" + number, 50L), numbers);
    return Pictures.day(OUTLINE, day.atStartOfDay(ZoneOffset.UTC).toInstant(), 50, List.of(column));
  }

  private static History february() {
    return new History(
        OUTLINE, IntStream.range(0, 28).mapToObj(FIRST::plusDays).map(d -> day(d, 2)).toList());
  }

  private static double farthest(Picture today, Aspect aspect) {
    return CellScores.of(february(), today).scored().stream()
        .filter(s -> s.measure().aspect() == aspect)
        .mapToDouble(s -> s.score().score())
        .max()
        .orElse(0);
  }

  @Test
  void aColumnThatNamesTheMonthChangesWithIt() {
    var march = day(LocalDate.of(2025, 3, 1), 3);
    assertThat(CellScores.of(february(), march).scored())
        .allSatisfy(s -> assertThat(s.score().score()).isLessThan(1));
  }

  @Test
  void aColumnThatStopsNamingTheMonthIsSeen() {
    assertThat(farthest(day(LocalDate.of(2025, 3, 1), 2), Aspect.CALENDAR)).isGreaterThan(10);
  }
}
