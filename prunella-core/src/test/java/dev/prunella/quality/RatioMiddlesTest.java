package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.RowSample.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Views and what they cost: each row's price is its own, and the middle of a day hardly moves. */
class RatioMiddlesTest {
  private static final int DAYS = 31;
  private static final int ROWS = 300;

  private final Random random = new Random(7);

  @Test
  void ordinaryDaysHaveMovedInNothing() {
    assertThat(RatioMiddles.of(days(DAYS, 1, 1), DAYS - 1)).isEmpty();
  }

  @Test
  void aTenthMoreOfOneNumberShowsBesideTheOther() {
    assertThat(RatioMiddles.of(days(DAYS, 1.1, 1), DAYS - 1))
        .hasValueSatisfying(
            moved -> {
              assertThat(moved.times()).isBetween(1.07, 1.13);
              assertThat(moved.words()).startsWith("views / cost is 1.");
            });
  }

  /** There is more of all on a busy day. */
  @Test
  void aTenthMoreOfBothIsNone() {
    assertThat(RatioMiddles.of(days(DAYS, 1.1, 1.1), DAYS - 1)).isEmpty();
  }

  @Test
  void fewDaysSayNothing() {
    assertThat(RatioMiddles.of(days(15, 1.5, 1), 15 - 1)).isEmpty();
  }

  private RowSample days(int days, double views, double cost) {
    var seen = new ArrayList<Double>();
    var paid = new ArrayList<Double>();
    var from = new ArrayList<Integer>();
    for (int day = 0; day < days; day++) {
      boolean last = day == days - 1;
      for (int row = 0; row < ROWS; row++) {
        double n = Math.exp(6 + random.nextGaussian());
        seen.add(n * (last ? views : 1));
        paid.add(n * 0.004 * Math.exp(0.1 * random.nextGaussian()) * (last ? cost : 1));
        from.add(day);
      }
    }
    return new RowSample(ROWS, List.of(column("views", seen), column("cost", paid)), from);
  }

  private static Values column(String name, List<Double> numbers) {
    var texts = numbers.stream().map(String::valueOf).toList();
    return new Values(name, TypeClass.NUMBER, texts, numbers);
  }
}
