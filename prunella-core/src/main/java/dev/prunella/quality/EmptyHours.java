package dev.prunella.quality;

import dev.prunella.quality.Statistics.ColumnStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Hours of a day in which nothing came, though something did on every earlier day: the end of a
 * file that broke off, or the beginning of times that were moved.
 *
 * <p>Where on the poorest of the earlier days a share m of the rows lay in these hours, n rows that
 * come independently leave them empty with a probability of (1 - m)<sup>n</sup>. Rows of the same
 * moment came together, and count once. What the earlier days show by the same reckoning, each
 * against the others, is what this reckoning is off by.
 *
 * @param column of the times
 * @param least the least share that an earlier day had in the hours
 * @param usual the mean share
 * @param rarity as -log10 of the probability, of which twice the earlier days' greatest is taken
 */
record EmptyHours(String column, double least, double usual, double rarity) {
  static final String STATISTIC = "rows in hours that always had some";

  private static final long DAY = 24;

  /** Each time column in which such hours are empty. */
  static List<EmptyHours> of(History history, Picture today) {
    var found = new ArrayList<EmptyHours>();
    if (!isDay(today.statistics())) {
      return found;
    }
    for (var column : history.outline().names(TypeClass.TIME)) {
      var past =
          history.pictures().stream()
              .map(Picture::statistics)
              .flatMap(s -> Day.of(s, column).stream())
              .toList();
      var day = Day.of(today.statistics(), column);
      if (day.isPresent() && past.size() >= Scoring.FEWEST) {
        double rarity = day.get().rarity(past);
        if (rarity > 0) {
          double off =
              IntStream.range(0, past.size())
                  .mapToDouble(i -> past.get(i).rarity(without(past, i)))
                  .max()
                  .orElse(0);
          var shares = past.stream().mapToDouble(day.get()::shareOf).summaryStatistics();
          found.add(new EmptyHours(column, shares.getMin(), shares.getAverage(), rarity - 2 * off));
        }
      }
    }
    return found;
  }

  private static boolean isDay(Statistics s) {
    return Math.abs(s.length().toHours() - DAY) <= 1;
  }

  private static List<Day> without(List<Day> days, int one) {
    var others = new ArrayList<>(days);
    others.remove(one);
    return others;
  }

  /**
   * A day's rows by the hour.
   *
   * @param moments how many came apart from each other
   */
  private record Day(List<Long> hours, long rows, long moments) {
    static Optional<Day> of(Statistics s, String column) {
      return s.column(column)
          .flatMap(
              c ->
                  c.times()
                      .filter(t -> t.count() > 0 && t.inside() == t.count())
                      .map(t -> new Day(t.hours(), t.count(), moments(c, t))));
    }

    private static long moments(ColumnStatistics c, Statistics.Times t) {
      return Math.min(t.count(), c.distinct());
    }

    /** The share of another day's rows that lies in the hours in which this has none. */
    double shareOf(Day other) {
      long there =
          IntStream.range(0, hours.size())
              .filter(h -> hours.get(h) == 0)
              .mapToLong(h -> other.hours.get(h))
              .sum();
      return (double) there / other.rows;
    }

    double rarity(List<Day> others) {
      double least = others.stream().mapToDouble(this::shareOf).min().orElse(0);
      return least >= 1 ? Calibration.RAREST : -moments * Math.log10(1 - least);
    }
  }
}
