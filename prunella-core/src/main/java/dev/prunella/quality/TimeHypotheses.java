package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Hypothesis.Proof;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Day and month swapped, or times moved. */
final class TimeHypotheses {
  private static final int MOST_SHIFTS = 6;

  private static final double HOUR = 3600;

  /** Clocks differ by quarters of an hour. */
  private static final double QUARTER = 900;

  private static final double SAME_SECOND = 0.5;

  /** Of earlier intervals, so many must have begun, and ended, at the same time. */
  private static final double NEARLY_ALWAYS = 0.9;

  /** Between the farthest time zones lie 26 hours. */
  private static final double FARTHEST = 26 * 3600;

  /** Of the five places that are looked at, so many must have moved by the shift. */
  private static final long AGREEING = 3;

  /** By what rules clocks are changed anywhere, and in how many zones. */
  private static final Map<ZoneRules, Long> CLOCKS =
      ZoneId.getAvailableZoneIds().stream()
          .map(zone -> ZoneId.of(zone).getRules())
          .collect(Collectors.groupingBy(rules -> rules, Collectors.counting()));

  /** Of the zones, as in Europe, in North America, or in the south of Australia. */
  private static final long MANY = 10;

  private TimeHypotheses() {}

  static List<Hypothesis> draw(Suspect s) {
    var out = new ArrayList<Hypothesis>();
    for (var name : s.outline().names(TypeClass.TIME)) {
      var times = s.column(name).flatMap(ColumnStatistics::times).filter(t -> t.count() > 0);
      if (times.isEmpty() || !s.stirred(name)) {
        continue;
      }
      if (times.get().inside() < times.get().count()) {
        out.add(
            new Hypothesis(
                new Cause.DayAndMonthFlipped(name),
                Optional.of(new Transformation.FlipDayAndMonth(name)),
                Hypothesis.Cover.nothing(),
                true,
                0.97,
                List.of("with day and month of " + name + " swapped back, its times are as usual"),
                List.of()));
      }
      for (double seconds : shifts(s, name, times.get())) {
        out.add(shifted(s, name, times.get(), seconds));
      }
    }
    return out;
  }

  /**
   * The shifts by whole hours that would bring the middle of the times about to where it usually
   * is, though an end says otherwise: on a short day both ends may lie within the usual ones.
   */
  static List<Hypothesis> drawByTheMiddle(Suspect s) {
    var out = new ArrayList<Hypothesis>();
    for (var name : s.outline().names(TypeClass.TIME)) {
      var times = s.column(name).flatMap(ColumnStatistics::times).filter(t -> t.count() > 0);
      if (times.isPresent() && s.stirred(name)) {
        double hours = Math.rint(moved(s, name, times.get(), TimeHypotheses::middle) / HOUR);
        for (double near : new double[] {hours, hours - 1, hours + 1}) {
          if (near != 0 && Math.abs(near * HOUR) <= FARTHEST) {
            out.add(shifted(s, name, times.get(), near * HOUR));
          }
        }
      }
    }
    return out;
  }

  private static Hypothesis shifted(Suspect s, String name, Times times, double seconds) {
    var by = Duration.ofSeconds((long) seconds);
    boolean lawful = haveClocksChanged(s, by);
    return new Hypothesis(
        new Cause.TimesShifted(List.of(name), by),
        Optional.of(new Transformation.Shift(List.of(name), by.negated())),
        Hypothesis.Cover.nothing(),
        false,
        isExact(s, name, times, seconds) ? Proof.GIVEN : Proof.MISSING,
        !lawful,
        0.95,
        List.of("moved back by " + by.toMinutes() + " minutes, the times are as usual"),
        lawful
            ? List.of("clocks have been changed by as much since: the times may be right")
            : List.of());
  }

  /**
   * Whether clocks have changed by as much anywhere since the newest interval that was right. Who
   * reads a clock comes at the same time by it; who writes down UTC is then an hour off.
   */
  private static boolean haveClocksChanged(Suspect s, Duration by) {
    return clocksChanged(newest(s.history(), s.today()), s.today(), by) > 0;
  }

  private static Instant newest(History history, Statistics today) {
    var pictures = history.pictures();
    return (pictures.isEmpty() ? today : pictures.getLast().statistics()).start();
  }

  /**
   * The same by an hour, in so many zones that it concerns many people, within some days.
   *
   * @param days before the interval
   */
  static boolean haveManyClocksChanged(History history, Statistics today, int days) {
    var since = today.start().minus(Duration.ofDays(days));
    var newest = newest(history, today);
    return clocksChanged(newest.isBefore(since) ? newest : since, today, Duration.ofHours(1))
        >= MANY;
  }

  /** In how many zones. */
  private static long clocksChanged(Instant since, Statistics today, Duration by) {
    var end = today.start().plus(today.length());
    return CLOCKS.entrySet().stream()
        .filter(
            clocks -> {
              var change = clocks.getKey().nextTransition(since);
              return change != null
                  && change.getInstant().isBefore(end)
                  && change.getDuration().abs().equals(by.abs());
            })
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * Whether a grid of the clock confirms a shift: the first and the last time of a day were the
   * same to the second, and moved back they are so again. Times that lie anywhere tell only about
   * how far they moved, and where an end is missing the next one is taken for it.
   */
  private static boolean isExact(Suspect s, String column, Times now, double shift) {
    return fixed(s, column, Times::min)
            .filter(first -> Math.abs(now.min() - shift - first) < SAME_SECOND)
            .isPresent()
        && fixed(s, column, Times::max)
            .filter(last -> Math.abs(now.max() - shift - last) < SAME_SECOND)
            .isPresent();
  }

  /** A place that nearly every earlier interval had, to the second. */
  private static Optional<Double> fixed(Suspect s, String column, ToDoubleFunction<Times> place) {
    var past = before(s, column, place);
    double usual = Numeric.median(past);
    long same = past.stream().filter(p -> Math.abs(p - usual) < SAME_SECOND).count();
    return past.size() >= Scoring.FEWEST && same >= NEARLY_ALWAYS * past.size()
        ? Optional.of(usual)
        : Optional.empty();
  }

  /** How far the ends and the middle lie from their usual places, in quarters of an hour. */
  private static Set<Double> shifts(Suspect s, String column, Times now) {
    List<ToDoubleFunction<Times>> places =
        List.of(
            Times::min,
            Times::max,
            TimeHypotheses::middle,
            t -> t.quantiles().isEmpty() ? Double.NaN : t.quantiles().get(1),
            t ->
                t.quantiles().isEmpty() ? Double.NaN : t.quantiles().get(t.quantiles().size() - 2));
    var moves = places.stream().map(place -> moved(s, column, now, place)).toList();
    // Clocks and zones are wrong by whole hours; quarters are looked at only where no hour fits.
    var hours = agreed(moves, HOUR);
    return hours.isEmpty() ? agreed(moves, QUARTER) : hours;
  }

  private static double middle(Times times) {
    return times.quantiles().isEmpty()
        ? Double.NaN
        : times.quantiles().get(times.quantiles().size() / 2);
  }

  /** Where a place lay in each earlier interval that has any times. */
  private static List<Double> before(Suspect s, String column, ToDoubleFunction<Times> place) {
    return s.before(
        x ->
            x.column(column)
                .flatMap(ColumnStatistics::times)
                .filter(t -> t.count() > 0)
                .map(place::applyAsDouble));
  }

  /** How far a place lies from where it usually does, in seconds. */
  private static double moved(Suspect s, String column, Times now, ToDoubleFunction<Times> place) {
    return place.applyAsDouble(now) - Numeric.median(before(s, column, place));
  }

  /**
   * Shifts that may be, each with its neighbours: where those fit as well, it is not told which.
   */
  private static Set<Double> agreed(List<Double> moves, double unit) {
    var out = new LinkedHashSet<Double>();
    for (double moved : moves) {
      double shift = Math.rint(moved / unit) * unit;
      boolean possible = shift != 0 && Math.abs(shift) <= FARTHEST && out.size() < MOST_SHIFTS;
      boolean bothEnds = agrees(moves.get(0), shift) && agrees(moves.get(1), shift);
      if (possible && bothEnds && agreeing(moves, shift) >= AGREEING) {
        for (double near : new double[] {shift, shift - unit, shift + unit}) {
          if (near != 0) {
            out.add(near);
          }
        }
      }
    }
    return out;
  }

  private static boolean agrees(double moved, double shift) {
    return Math.abs(moved - shift) <= QUARTER + 0.25 * Math.abs(shift);
  }

  /** Hours that are missing move one end; a shift moves both, and the middle. */
  private static long agreeing(List<Double> moves, double shift) {
    return moves.stream().filter(m -> agrees(m, shift)).count();
  }
}
