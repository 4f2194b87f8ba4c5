package dev.prunella.quality;

import dev.prunella.quality.Statistics.ColumnStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Hours of a day in which nothing came, though something did on every earlier day: the end of a
 * file that broke off, or the beginning of times that were moved.
 *
 * <p>How many of a day's rows come in these hours is taken to be beta-binomial (Skellam 1948), with
 * the mean and the spread of the shares of the earlier days: its chance of none is what is rare.
 * Hours that were empty on any earlier day tell nothing. Rows of the same moment came together, and
 * count once. What the earlier days show by the same reckoning, each against the others, is what
 * the reckoning is off by.
 *
 * @param column of the times
 * @param least the least share that an earlier day had in the hours
 * @param usual the mean share
 * @param rarity as -log10 of the probability, less the greatest of the earlier days
 */
record EmptyHours(String column, double least, double usual, double rarity) {
  static final String STATISTIC = "rows in hours that always had some";

  /** Of more than 800 days of five tables one was as rare as a limit of 3, and none as 4. */
  private static final double SURELY = 1.5;

  /** Days differ by more than their few days show. */
  private static final double MORE = 1.5;

  /** However alike the days were, the shares of the next one are not as theirs. */
  private static final double LEAST_SPREAD = 0.01;

  /** What is as rare as that is an alarm, where so large a share of clean intervals may be. */
  static double limit(double share) {
    return -SURELY * Math.log10(share);
  }

  /** Each time column in which such hours are empty. */
  static List<EmptyHours> of(History history, Picture today) {
    var found = new ArrayList<EmptyHours>();
    // On a night on which clocks change there is no such hour, or it is there twice.
    if (!today.statistics().lastsADay()) {
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
          double off = ByTheOthers.greatest(past, Day::rarity);
          var shares = past.stream().mapToDouble(day.get()::shareOf).summaryStatistics();
          found.add(new EmptyHours(column, shares.getMin(), shares.getAverage(), rarity - off));
        }
      }
    }
    return found;
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
      var shares = others.stream().mapToDouble(this::shareOf).toArray();
      double mean = Arrays.stream(shares).average().orElse(0);
      if (mean == 1) {
        return Calibration.RAREST;
      }
      if (Arrays.stream(shares).anyMatch(share -> share == 0)) {
        return 0;
      }
      double variance =
          Arrays.stream(shares).map(v -> (v - mean) * (v - mean)).sum() / (shares.length - 1);
      // Of days on which nothing came apart nothing is known.
      double byChance = others.stream().mapToDouble(o -> 1.0 / o.moments).average().orElse(1);
      if (byChance == 1) {
        return 0;
      }
      double apart = (MORE * variance / (mean * (1 - mean)) - byChance) / (1 - byChance);
      double all = 1 / Math.max(LEAST_SPREAD, apart) - 1;
      double rarity = 0;
      for (long i = 0; i < moments && rarity < Calibration.RAREST; i++) {
        rarity += Math.log10((all + i) / ((1 - mean) * all + i));
      }
      return rarity;
    }
  }
}
