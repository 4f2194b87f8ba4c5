package dev.prunella.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A day whose times would be far likelier if clocks had been some hours off, by more than that was
 * so of any earlier day: see {@link MovedTimes}. Few hours move neither end of a lively day, nor
 * its middle, by more than days differ.
 *
 * @param rarity the power by which the day would be likelier, less the greatest of the earlier days
 */
record HoursOff(MovedTimes moved, double rarity) {
  static final String STATISTIC = "powers of ten by which it would be likelier with clocks ";
  private static final String OR_CUT = ", or if hours are missing,";

  /** Where a dozen come in a day, days differ by hours. */
  private static final long FEWEST_MOMENTS = 20;

  /** With powers that lie so near to each other either may be. */
  private static final double CLEARLY = 2;

  /** What is as rare as that is an alarm, where so large a share of clean intervals may be. */
  static double limit(double share) {
    return -Math.log10(share);
  }

  /** Each time column that is as rare as that. */
  static List<HoursOff> of(History history, Picture today, double limit) {
    var found = new ArrayList<HoursOff>();
    for (var column : history.outline().names(TypeClass.TIME)) {
      MovedTimes.Day.of(today.statistics(), column)
          .filter(day -> day.count() >= FEWEST_MOMENTS)
          .flatMap(day -> of(column, days(history, column), day, limit))
          .filter(off -> !isLawful(off.moved(), history, today))
          .ifPresent(found::add);
    }
    return found;
  }

  /** For some days after many clocks have changed, who writes down UTC is an hour off. */
  private static boolean isLawful(MovedTimes moved, History history, Picture today) {
    return Math.abs(moved.hours()) == 1
        && (TimeHypotheses.haveManyClocksChanged(history, today.statistics(), MovedTimes.LATELY)
            || haveOwnClocksChanged(history, today));
  }

  private static boolean haveOwnClocksChanged(History history, Picture today) {
    var days = history.pictures();
    return days.subList(Math.max(0, days.size() - MovedTimes.LATELY), days.size()).stream()
        .anyMatch(day -> !day.statistics().offset().equals(today.statistics().offset()));
  }

  /** The latest first. */
  private static List<MovedTimes.Day> days(History history, String column) {
    return history.pictures().reversed().stream()
        .flatMap(p -> MovedTimes.Day.of(p.statistics(), column).stream())
        .filter(day -> day.count() > 0)
        .toList();
  }

  private static Optional<HoursOff> of(
      String column, List<MovedTimes.Day> before, MovedTimes.Day today, double limit) {
    // One more than is needed: each is judged by the others, too.
    if (before.size() <= MovedTimes.FEWEST_DAYS) {
      return Optional.empty();
    }
    double usual = Numeric.median(before.stream().map(day -> (double) day.count()).toList());
    // On nearly all days that is all there is to do.
    return power(column, before, today, usual)
        .filter(moved -> moved.power() >= limit && !MovedTimes.areOfFewHours(before))
        .map(moved -> new HoursOff(moved, moved.power() - greatest(column, before, usual)))
        .filter(off -> off.rarity() >= limit);
  }

  private static double greatest(String column, List<MovedTimes.Day> days, double usual) {
    return ByTheOthers.greatest(
        days,
        (day, others) -> power(column, others, day, usual).map(MovedTimes::power).orElse(0.0));
  }

  /** As if no more had come than usual: on a busy day the same lateness would weigh more. */
  private static Optional<MovedTimes> power(
      String column, List<MovedTimes.Day> before, MovedTimes.Day day, double usual) {
    return MovedTimes.likeliest(column, before, day)
        .map(moved -> moved.times(Math.min(1, usual / day.count())));
  }

  /** Whether a day that began late, or ended early, would be about as likely. */
  private boolean mayBeCut() {
    return moved.power() - moved.cut() < CLEARLY;
  }

  /** Whether an anomaly is one of these that rows which did not come do not account for. */
  static boolean isNotCut(Anomaly a) {
    return a.statistic().startsWith(STATISTIC) && !a.statistic().endsWith(OR_CUT);
  }

  Anomaly anomaly(double shown) {
    return new Anomaly(
        Aspect.TIMES,
        moved.column(),
        List.of(moved.column()),
        Optional.empty(),
        STATISTIC + moved.clocks() + (mayBeCut() ? OR_CUT : ""),
        0,
        moved.power() - rarity,
        moved.power(),
        shown);
  }
}
