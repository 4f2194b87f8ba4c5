package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A table whose rows are numbered by a counter, and vary twofold in number from day to day. */
class CounterTest {
  private static final Outline OUTLINE =
      Pictures.outline(new Outline.Column("number", TypeClass.NUMBER, 1));

  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  private final Random random = new Random(11);

  /**
   * A day.
   *
   * @param share of the numbers that the counter went through that came
   */
  private static Picture day(int day, double least, int rows, double share) {
    double most = least + Math.round(rows / share) - 1;
    var numbers =
        new Statistics.Numbers(
            rows,
            least,
            most,
            (least + most) / 2,
            (most - least) / 3.5,
            Statistics.GRID.stream().map(q -> least + q * (most - least)).toList(),
            Math.log(least),
            0.01,
            0,
            0,
            rows,
            rows,
            rows);
    var column =
        new Statistics.ColumnStatistics(
            "number", TypeClass.NUMBER, 0, rows, "" + day, Map.of(), numbers);
    return Pictures.day(OUTLINE, FIRST.plus(Duration.ofDays(day)), rows, List.of(column));
  }

  private int rows() {
    return 200 + random.nextInt(200);
  }

  private History history() {
    return new History(
        OUTLINE,
        IntStream.range(0, 40)
            .mapToObj(d -> day(d, 100_000 + 1_000 * d, rows(), 0.93 + 0.04 * random.nextDouble()))
            .toList());
  }

  private static double score(History history, Picture today, String subject) {
    return CellScores.of(history, today).scored().stream()
        .filter(s -> s.measure().subject().equals(subject))
        .mapToDouble(s -> s.score().score())
        .max()
        .orElse(Double.NaN);
  }

  @Test
  void gapsInACounterTellOfRowsThatAreMissing() {
    var history = history();
    var half = day(40, 140_000, 200, 0.48);
    assertThat(score(history, half, "rows")).as("so few rows came before").isLessThan(3);
    assertThat(score(history, half, "number, counted")).isGreaterThan(10);
  }

  @Test
  void aDayLikeOthersIsNotFar() {
    assertThat(score(history(), day(40, 140_000, 390, 0.95), "number, counted")).isLessThan(2);
  }

  @Test
  void whatIsNoCounterIsNotTakenForOne() {
    assertThat(day(0, 5, 300, 0.95).measures())
        .as("amounts lie about their own range")
        .noneSatisfy((id, _) -> assertThat(id).contains(Measures.COUNTED));
    assertThat(day(0, 100_000, 300, 0.05).measures())
        .as("codes leave most out")
        .noneSatisfy((id, _) -> assertThat(id).contains(Measures.COUNTED));
  }
}
