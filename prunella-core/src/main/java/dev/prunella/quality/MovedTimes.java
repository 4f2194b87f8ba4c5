package dev.prunella.quality;

import java.time.DayOfWeek;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The times of a day, moved back by some hours, would be likelier than they are. A second look at
 * rows that were damaged and put right: no alarm and no cause is made of it, so that it can say no
 * to both. Where little comes in a day nothing else shows that clocks were an hour off.
 *
 * <p>How likely a day is: each moment at which something came, by the share of earlier days'
 * moments in its hour, half of all of them and half of those of the same weekday.
 *
 * @param column of the times
 * @param hours by which they would have been moved, negative for earlier
 * @param power how many times as likely the day would be then, as log10
 */
public record MovedTimes(String column, int hours, double power) {
  public static final int HOURS = 24;

  private static final int FEWEST_DAYS = 20;
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
  private static final int LATELY = 7;

  private static final double MOST_TOLD = 3;

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

    /** Whether enough came at all. */
    public boolean tells() {
      return count() >= FEWEST_MOMENTS;
    }

    /** How many there are. */
    public long count() {
      return moments.stream().mapToLong(m -> m).sum();
    }

    private double share(int hour) {
      return (double) moments.get(hour) / count();
    }
  }

  /**
   * The likeliest hours by which a day was moved.
   *
   * @param before earlier days, the latest first
   * @return empty where it is about as likely as it is, or where too little is known
   */
  public static Optional<MovedTimes> of(String column, List<Day> before, Day today) {
    var days = before.stream().filter(d -> d.count() > 0).toList();
    if (days.size() < FEWEST_DAYS || !today.tells()) {
      return Optional.empty();
    }
    var usual = usual(days, today.weekday());
    double asItIs = likelihood(today, usual, 0);
    MovedTimes likeliest = null;
    for (int hours = -FARTHEST; hours <= FARTHEST; hours++) {
      double power = likelihood(today, usual, hours) - asItIs;
      if (power > (likeliest == null ? NOTICEABLY : likeliest.power())) {
        likeliest = new MovedTimes(column, hours, power);
      }
    }
    return Optional.ofNullable(likeliest)
        .filter(m -> Math.abs(m.hours()) > 1 || isLikelierByTheLatest(days, today, m.hours()));
  }

  private static boolean isLikelierByTheLatest(List<Day> days, Day today, int hours) {
    var usual = usual(days.subList(0, LATELY), today.weekday());
    return likelihood(today, usual, hours) > likelihood(today, usual, 0);
  }

  private static double[] usual(List<Day> days, DayOfWeek weekday) {
    var alike = days.stream().filter(d -> d.weekday() == weekday).toList();
    return IntStream.range(0, HOURS)
        .mapToDouble(
            hour -> {
              double all = share(days, hour);
              double ofWeekday = alike.isEmpty() ? all : share(alike, hour);
              double share = OF_WEEKDAY * ofWeekday + (1 - OF_WEEKDAY) * all;
              return (1 - ANY_HOUR) * share + ANY_HOUR / HOURS;
            })
        .toArray();
  }

  private static double share(List<Day> days, int hour) {
    return days.stream().mapToDouble(d -> d.share(hour)).average().orElseThrow();
  }

  /** As log10; what would have come on another day is what may come in any hour. */
  private static double likelihood(Day day, double[] usual, int movedBy) {
    double sum = 0;
    for (int hour = 0; hour < HOURS; hour++) {
      int before = hour - movedBy;
      boolean isOfThatDay = before >= 0 && before < HOURS;
      sum += day.moments().get(hour) * Math.log10(isOfThatDay ? usual[before] : ANY_HOUR / HOURS);
    }
    return sum;
  }

  /** For people. */
  public String words() {
    return "with clocks %d %s %s the times of %s would be %s times as likely as they are"
        .formatted(
            Math.abs(hours),
            Math.abs(hours) == 1 ? "hour" : "hours",
            hours < 0 ? "slow" : "fast",
            column,
            power > MOST_TOLD ? "more than 1000" : "%.0f".formatted(Math.pow(10, power)));
  }
}
