package dev.prunella.quality;

import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The times of a day, moved back by some hours, would be likelier than they are.
 *
 * <p>How likely a day is: each moment at which something came, by the share of earlier days'
 * moments in its hour, half of all of them and half of those of the same weekday.
 *
 * @param column of the times
 * @param hours by which they would have been moved, negative for earlier
 * @param power how many times as likely the day would be then, as log10
 * @param cut how many times as likely it would be if it had begun with its first moment, or ended
 *     with its last, as log10
 */
public record MovedTimes(String column, int hours, double power, double cut) {
  public static final int HOURS = 24;

  static final int FEWEST_DAYS = 15;
  private static final int FEWEST_MOMENTS = 3;
  private static final int FARTHEST = 12;

  /**
   * Three times as likely. Of clean days of a shop with a dozen receipts about every fourth is so,
   * and hardly any of one with a hundred orders; moved by two hours, nine in ten are.
   */
  private static final double NOTICEABLY = Math.log10(3);

  private static final double OF_WEEKDAY = 0.5;

  /** What may come in any hour, though it never did. */
  private static final double ANY_HOUR = 0.02;

  /** For weeks after clocks have changed somewhere, an hour off is what days are. */
  static final int LATELY = 7;

  private static final double MOST_TOLD = 3;

  private static final int FEW_HOURS = 3;
  private static final double NEARLY_ALL = 0.8;

  /**
   * Moments of a day that lie apart, by the hour that clocks show, {@link #HOURS} of them: rows of
   * one moment came together, and count once.
   */
  public record Day(DayOfWeek weekday, List<Long> moments) {
    public Day {
      if (moments.size() != HOURS) {
        throw new IllegalArgumentException("a day has 24 hours, not " + moments.size());
      }
      moments = List.copyOf(moments);
    }

    /**
     * Of statistics that have them; empty for what is no day, or a night on which clocks change.
     */
    static Optional<Day> of(Statistics s, String column) {
      return s.lastsADay()
          ? s.column(column)
              .flatMap(Statistics.ColumnStatistics::times)
              .filter(t -> t.moments().size() == HOURS)
              .map(t -> new Day(s.begins().getDayOfWeek(), t.moments()))
          : Optional.empty();
    }

    /** Whether enough came at all. */
    public boolean tells() {
      return count() >= FEWEST_MOMENTS;
    }

    /** How many there are. */
    public long count() {
      return moments.stream().mapToLong(m -> m).sum();
    }

    private double[] shares() {
      double all = count();
      return moments.stream().mapToDouble(m -> m / all).toArray();
    }
  }

  /**
   * The likeliest hours by which a day was moved, where the day would be noticeably likelier: for a
   * second look at rows that were damaged and put right. Where little comes in a day nothing else
   * shows that clocks were an hour off.
   *
   * @param before earlier days, the latest first
   * @return empty where it is about as likely as it is, or where too little is known
   */
  public static Optional<MovedTimes> of(String column, List<Day> before, Day today) {
    return likeliest(column, before, today).filter(m -> m.power() > NOTICEABLY);
  }

  /**
   * The likeliest hours by which a day was moved.
   *
   * @param before earlier days, the latest first
   * @return empty where it is likeliest as it is, or where too little is known
   */
  static Optional<MovedTimes> likeliest(String column, List<Day> before, Day today) {
    var days = before.stream().filter(d -> d.count() > 0).toList();
    if (days.size() < FEWEST_DAYS || !today.tells()) {
      return Optional.empty();
    }
    var usual = Usual.of(days, today.weekday());
    double asItIs = usual.likelihood(today, 0);
    int likeliest = 0;
    double most = asItIs;
    for (int hours = -FARTHEST; hours <= FARTHEST; hours++) {
      double likelihood = usual.likelihood(today, hours);
      if (likelihood > most) {
        likeliest = hours;
        most = likelihood;
      }
    }
    return likeliest == 0
            || (Math.abs(likeliest) == 1 && !isLikelierByTheLatest(days, today, likeliest))
        ? Optional.empty()
        : Optional.of(
            new MovedTimes(
                column, likeliest, most - asItIs, usual.likelihoodIfCut(today) - asItIs));
  }

  /** Whether nearly all of some days came within a few hours, as where a job runs. */
  static boolean areOfFewHours(List<Day> days) {
    return Usual.of(days).isOfFewHours();
  }

  private static boolean isLikelierByTheLatest(List<Day> days, Day today, int hours) {
    var usual = Usual.of(days.subList(0, LATELY));
    return usual.likelihood(today, hours) > usual.likelihood(today, 0);
  }

  /** Where of its moments only a part speaks. */
  MovedTimes times(double part) {
    return new MovedTimes(column, hours, part * power, part * cut);
  }

  /** For people. */
  public String words() {
    return "with clocks %s the times of %s would be %s times as likely as they are"
        .formatted(
            clocks(),
            column,
            power > MOST_TOLD ? "more than 1000" : "%.0f".formatted(Math.pow(10, power)));
  }

  /** How clocks would have been off. */
  String clocks() {
    return "%d %s %s"
        .formatted(
            Math.abs(hours), Math.abs(hours) == 1 ? "hour" : "hours", hours < 0 ? "slow" : "fast");
  }

  /** The share of a weekday's moments that come in each hour. */
  private static final class Usual {
    private final double[] shares;

    private Usual(double[] shares) {
      this.shares = shares;
    }

    /** Of a weekday as much as of all days. */
    static Usual of(List<Day> days, DayOfWeek weekday) {
      var alike = days.stream().filter(d -> d.weekday() == weekday).toList();
      return of(mean(days), mean(alike.isEmpty() ? days : alike));
    }

    static Usual of(List<Day> days) {
      return of(mean(days), mean(days));
    }

    private static Usual of(double[] all, double[] ofWeekday) {
      var shares = new double[HOURS];
      for (int hour = 0; hour < HOURS; hour++) {
        double share = OF_WEEKDAY * ofWeekday[hour] + (1 - OF_WEEKDAY) * all[hour];
        shares[hour] = (1 - ANY_HOUR) * share + ANY_HOUR / HOURS;
      }
      return new Usual(shares);
    }

    /** Whether nearly all comes within a few hours, as where a job runs, and not people. */
    boolean isOfFewHours() {
      double most =
          Arrays.stream(shares).map(share -> -share).sorted().limit(FEW_HOURS).map(s -> -s).sum();
      return most > NEARLY_ALL;
    }

    private static double[] mean(List<Day> days) {
      var mean = new double[HOURS];
      for (var day : days) {
        var shares = day.shares();
        for (int hour = 0; hour < HOURS; hour++) {
          mean[hour] += shares[hour] / days.size();
        }
      }
      return mean;
    }

    /** As log10; what would have come on another day is what may come in any hour. */
    double likelihood(Day day, int movedBy) {
      double sum = 0;
      for (int hour = 0; hour < HOURS; hour++) {
        int before = hour - movedBy;
        boolean isOfThatDay = before >= 0 && before < HOURS;
        sum +=
            day.moments().get(hour) * Math.log10(isOfThatDay ? shares[before] : ANY_HOUR / HOURS);
      }
      return sum;
    }

    /** The same, given that nothing could come before the first hour, or after the last. */
    double likelihoodIfCut(Day day) {
      int first = 0;
      while (day.moments().get(first) == 0) {
        first++;
      }
      int last = HOURS - 1;
      while (day.moments().get(last) == 0) {
        last--;
      }
      double begun = Arrays.stream(shares, first, HOURS).sum();
      double ended = Arrays.stream(shares, 0, last + 1).sum();
      return likelihood(day, 0) - day.count() * Math.log10(Math.min(begun, ended));
    }
  }
}
