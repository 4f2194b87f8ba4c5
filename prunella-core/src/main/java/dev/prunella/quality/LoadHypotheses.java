package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Statistics.ColumnStatistics;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Causes that lie in the load: nothing, again, in part, an old file, values lost on the way. */
final class LoadHypotheses {

  /** A stale copy repeats so many of the columns that can tell. */
  private static final double REPEATED = 0.8;

  /** Fewer rows than this share of the usual number may be a part. */
  private static final double PART = 0.85;

  private static final double MUCH_LESS = 0.7;

  private static final int COUNTED_COPIES = 8;

  private LoadHypotheses() {}

  /** What needs no test: it is seen as it is. */
  static Optional<Hypothesis> decisive(Suspect s) {
    if (s.today().rows() == 0) {
      return Optional.of(
          seen(new Cause.ZeroRows(), 0.99, List.of("the interval has no rows; earlier ones had")));
    }
    for (var earlier : s.history().pictures().reversed()) {
      var repeated = s.history().repeated(s.today(), earlier.statistics());
      if (repeated.size() >= 2 && repeated.size() >= REPEATED * s.history().telling()) {
        return Optional.of(stale(s, earlier.statistics(), repeated));
      }
    }
    return Optional.empty();
  }

  private static Hypothesis stale(Suspect s, Statistics earlier, List<String> repeated) {
    boolean redated =
        s.outline().names(TypeClass.TIME).stream()
            .flatMap(c -> s.column(c).flatMap(ColumnStatistics::times).stream())
            .anyMatch(t -> t.count() > 0 && t.inside() > t.count() / 2);
    return seen(
        new Cause.StaleCopy(earlier.start(), redated),
        0.99,
        List.of(
            repeated.size()
                + " of "
                + s.history().telling()
                + " columns that never came twice have the content of "
                + earlier.start()));
  }

  private static Hypothesis seen(Cause cause, double confidence, List<String> supporting) {
    return new Hypothesis(
        cause,
        Optional.empty(),
        a -> true,
        false,
        confidence,
        supporting,
        List.of("values that did not come cannot be derived"));
  }

  static List<Hypothesis> draw(Suspect s) {
    var out = new ArrayList<Hypothesis>();
    twice(s).ifPresent(out::add);
    part(s).ifPresent(out::add);
    s.outline().columns().forEach(c -> nulls(s, c.name()).ifPresent(out::add));
    return out;
  }

  private static Optional<Hypothesis> twice(Suspect s) {
    boolean suspicious =
        s.assessment().anomalies().stream()
            .anyMatch(a -> a.aspect() == Aspect.DUPLICATES && a.subject().equals("rows"));
    if (!suspicious) {
      return Optional.empty();
    }
    var copies = s.rows().multiplicities(COUNTED_COPIES);
    boolean even = copies.keySet().stream().allMatch(n -> n % 2 == 0);
    double rows = s.today().rows();
    if (even) {
      return Optional.of(
          new Hypothesis(
              new Cause.LoadedTwice(1),
              Optional.of(new Transformation.KeepOneIn(2)),
              Hypothesis.Cover.nothing(),
              true,
              0.98,
              List.of("every row stands an even number of times"),
              List.of()));
    }
    boolean natural = s.history().pictures().stream().anyMatch(p -> p.statistics().copies() > 0);
    double distinct = s.today().distinctRows();
    return Optional.of(
        new Hypothesis(
            new Cause.LoadedTwice((rows - distinct) / distinct),
            Optional.of(new Transformation.Distinct()),
            a -> a.aspect() == Aspect.DUPLICATES && a.subject().equals("rows") && natural,
            !natural,
            natural ? 0.85 : 0.95,
            List.of(
                String.format(
                    Locale.ROOT, "%.0f of %.0f rows equal another one", rows - distinct, rows)),
            natural
                ? List.of("equal rows came in clean intervals too: which are copies is not known")
                : List.of()));
  }

  private static Optional<Hypothesis> part(Suspect s) {
    double usual = expectedRows(s);
    double share = s.today().rows() / usual;
    boolean fewer = s.stirred(Aspect.ROWS) && share < PART;
    boolean ends = s.stirred(Aspect.TIMES) && share < MUCH_LESS;
    if (!fewer && !ends) {
      return Optional.empty();
    }
    var brought =
        EnumSet.of(
            Aspect.ROWS, Aspect.TIMES, Aspect.CATEGORIES, Aspect.DEPENDENCIES, Aspect.DUPLICATES);
    if (share < MUCH_LESS) {
      // What came of a category is then another part of it than usual.
      brought.add(Aspect.GROUP_VALUES);
    }
    return Optional.of(
        new Hypothesis(
            new Cause.LoadedInPart(share),
            Optional.empty(),
            a ->
                brought.contains(a.aspect())
                    && !a.subject().equals("rows equal to another")
                    && (a.aspect() != Aspect.TIMES || isMissing(a)),
            false,
            0.8,
            List.of(
                String.format(Locale.ROOT, "%d rows, usually about %.0f", s.today().rows(), usual),
                "the values of the rows that came are as usual"),
            List.of("a quiet interval can look like this; the source's own count would tell")));
  }

  /** Rows that end early, or begin late: whatever else is put right, they are not there. */
  static Optional<Cause> brokenOff(Suspect s) {
    return s.assessment().anomalies().stream()
        .filter(a -> a.statistic().equals(EmptyHours.STATISTIC))
        .findFirst()
        .map(_ -> new Cause.LoadedInPart(s.today().rows() / expectedRows(s)));
  }

  /**
   * What came is less than what usually does, not something else: times may be missing, not new.
   */
  private static boolean isMissing(Anomaly a) {
    if (HoursOff.isNotCut(a)) {
      return false;
    }
    return switch (a.statistic()) {
      case "first" -> a.found() > a.high();
      case "last" -> a.found() < a.low();
      case "outside the interval" -> false;
      default -> !a.statistic().endsWith(Departure.UNUSUAL.suffix());
    };
  }

  /** The rows of such an interval, with the season that it is in. */
  private static double expectedRows(Suspect s) {
    var rows =
        s.picture().measures().values().stream()
            .filter(m -> m.aspect() == Aspect.ROWS && m.subject().equals("rows"))
            .findFirst()
            .flatMap(m -> s.history().series(m.id()))
            .map(Series::logs);
    return rows.map(r -> Math.exp(r.expected(s.picture().season())))
        .orElseGet(() -> Numeric.median(s.before(x -> Optional.of((double) x.rows()))));
  }

  private static Optional<Hypothesis> nulls(Suspect s, String column) {
    var c = s.column(column);
    if (c.isEmpty() || c.get().nulls() == 0 || s.today().rows() == 0) {
      return Optional.empty();
    }
    double share = (double) c.get().nulls() / s.today().rows();
    double usual =
        Numeric.median(
            s.before(
                x ->
                    x.column(column)
                        .filter(y -> x.rows() > 0)
                        .map(y -> (double) y.nulls() / x.rows())));
    boolean suspicious =
        s.assessment().anomalies().stream()
            .filter(a -> a.columns().contains(column))
            .anyMatch(
                a -> a.aspect() == Aspect.NULLS || a.statistic().endsWith("in some rows only"));
    if (!suspicious || share <= usual) {
      return Optional.empty();
    }
    // What is left of the column must look as usual: else more than values went missing.
    var ownValues =
        EnumSet.of(
            Aspect.RANGE,
            Aspect.VALUES,
            Aspect.SUPPORT,
            Aspect.FORMAT,
            Aspect.KINDS_OF_NUMBER,
            Aspect.TIMES);
    var about = TextHypotheses.about(s, column);
    return Optional.of(
        new Hypothesis(
            new Cause.NullBurst(column, share),
            Optional.empty(),
            a -> about.explains(a) && !ownValues.contains(a.aspect()),
            false,
            0.95,
            List.of(
                String.format(
                    Locale.ROOT,
                    "%s is missing in %.1f %% of the rows, usually %.1f %%",
                    column,
                    100 * share,
                    100 * usual),
                "the values that are there are as usual"),
            List.of("which values were lost cannot be derived")));
  }
}
