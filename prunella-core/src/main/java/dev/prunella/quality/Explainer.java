package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Explanation.Explained;
import dev.prunella.quality.Explanation.Unexplained;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Looks for the one cause that explains an interval's anomalies. Each hypothesis is tested on the
 * rows: under its inverse, every alarm must clear. Where two fit about as well there is no
 * explanation: a wrong repair is worse than none.
 */
public final class Explainer {

  /** Hypotheses that are tested on the rows; each costs a scan. */
  private static final int MOST_TESTS = 24;

  /** One that fits is better than another by at least so many powers of ten. */
  private static final double CLEARLY = 2;

  /** Without a cause that is doubted a day is more ordinary by at least so many powers of ten. */
  private static final double NOTICEABLY = 1;

  /**
   * Of two factors of the same numbers: a day that is odd by itself may look more ordinary by a few
   * powers of ten with a wrong one than with the true one.
   */
  private static final double BY_FAR = 8;

  /** A factor that moves values beyond all that they do by themselves, as a logarithm. */
  private static final double FAR = 1.5;

  /** Of clean intervals so many are looked at a second time where one thing was wrong already. */
  private static final double DOUBTED = 0.25;

  /** So few numbers may not come back as they were: where half a digit is rounded is a custom. */
  private static final double STRAYS = 0.002;

  /** What the rows tell comes before what only a list does. */
  private static final Comparator<Hypothesis> TOLD_BY_ROWS_FIRST =
      Comparator.comparing(Hypothesis::guessed);

  /** Judges what would be left under an inverse. */
  private final AnomalyDetector strict;

  /**
   * @param detector of the alarms that are to be explained
   */
  public Explainer(AnomalyDetector detector) {
    this.strict = detector.withoutMargin();
  }

  /**
   * A hypothesis under which every alarm clears.
   *
   * @param confirmed else it may not be chosen, but stands in the way of others
   */
  private record Fit(Hypothesis hypothesis, double unrest, boolean confirmed) {}

  /**
   * Explains an interval.
   *
   * @param assessment of the picture against the history, by this explainer's detector
   * @param rows of the interval
   */
  public Explanation explain(History history, Picture picture, Assessment assessment, Rows rows) {
    if (!assessment.isAlarm()) {
      return new Unexplained(List.of("nothing stands out"));
    }
    var suspect = new Suspect(history, picture, assessment, rows);
    var decisive = LoadHypotheses.decisive(suspect);
    if (decisive.isPresent()) {
      return explained(decisive.get(), List.of());
    }
    return decide(suspect, hypotheses(suspect));
  }

  /**
   * What may have happened to an interval in which nothing is an alarm: a cause without which it
   * would be noticeably more ordinary than it is, or rows that seem not to have come. On a clean
   * day that is what chance has done; where something else was wrong in the same rows, it is a
   * reason to ask.
   */
  public static Optional<Cause> doubt(
      Calibration calibration, History history, Picture picture, Rows rows) {
    var detector = AnomalyDetector.wary(calibration, DOUBTED);
    var seen = detector.assess(history, picture);
    if (!seen.isAlarm()) {
      return Optional.empty();
    }
    var explainer = new Explainer(detector);
    var suspect = new Suspect(history, picture, seen, rows);
    return each(
            Stream.concat(
                TimeHypotheses.drawByTheMiddle(suspect).stream(), hypotheses(suspect).stream()))
        .stream()
        .filter(h -> h.change().isPresent())
        .filter(h -> seen.anomalies().stream().anyMatch(a -> !h.cannotTouch(a)))
        .sorted(TOLD_BY_ROWS_FIRST)
        .limit(MOST_TESTS)
        .filter(h -> explainer.isMoreOrdinaryWithout(suspect, h))
        .map(Hypothesis::cause)
        .findFirst()
        .or(() -> LoadHypotheses.brokenOff(suspect));
  }

  private boolean isMoreOrdinaryWithout(Suspect suspect, Hypothesis h) {
    return after(suspect, h.change()).unrest() + NOTICEABLY <= suspect.assessment().unrest();
  }

  /** Those that the statistics suggest, the best suggested first; each once. */
  private static List<Hypothesis> hypotheses(Suspect suspect) {
    var drawn = new ArrayList<Hypothesis>();
    drawn.addAll(LoadHypotheses.draw(suspect));
    drawn.addAll(TimeHypotheses.draw(suspect));
    drawn.addAll(CellHypotheses.draw(suspect));
    drawn.addAll(CategoryHypotheses.draw(suspect));
    drawn.addAll(TextHypotheses.draw(suspect));
    drawn.addAll(ScaleHypotheses.draw(suspect));
    drawn.addAll(SwapHypotheses.draw(suspect));
    return each(drawn.stream());
  }

  /** Of those with one cause the first. */
  private static List<Hypothesis> each(Stream<Hypothesis> drawn) {
    var all = new LinkedHashMap<Cause, Hypothesis>();
    drawn.forEach(h -> all.putIfAbsent(h.cause(), h));
    return List.copyOf(all.values());
  }

  private Explanation decide(Suspect suspect, List<Hypothesis> hypotheses) {
    var fits = new ArrayList<Fit>();
    var tried = new ArrayList<String>();
    var testable = new ArrayList<Hypothesis>();
    for (var h : hypotheses) {
      // What is an alarm only together with others may be none without them.
      var beyond =
          suspect.assessment().anomalies().stream()
              .filter(a -> a.rarity() >= suspect.assessment().threshold())
              .filter(h::cannotTouch)
              .toList();
      if (beyond.isEmpty()) {
        testable.add(h);
      } else {
        tried.add(stay(h, beyond));
      }
    }
    testable.sort(TOLD_BY_ROWS_FIRST);
    for (var h : testable.subList(0, Math.min(MOST_TESTS, testable.size()))) {
      var after = after(suspect, h.change());
      var left = left(h, after);
      if (left.isEmpty()) {
        fits.add(new Fit(h, after.unrest(), isConfirmed(suspect, h)));
      } else {
        tried.add(stay(h, left));
      }
    }
    if (fits.isEmpty()) {
      return new Unexplained(tried.isEmpty() ? List.of("no hypothesis suggests itself") : tried);
    }
    fits.sort(Comparator.comparingDouble(Fit::unrest));
    double best = fits.getFirst().unrest();
    var once = SameOriginals.once(fits.stream().map(Fit::hypothesis).toList());
    fits.removeIf(f -> !once.contains(f.hypothesis()));
    var first = fits.getFirst().hypothesis();
    var close =
        fits.stream()
            .filter(
                f -> f.unrest() < best + (f.hypothesis().isOtherFactor(first) ? BY_FAR : CLEARLY))
            .toList();
    boolean onlyFactors =
        close.stream().allMatch(f -> f.hypothesis().cause() instanceof Cause.Scaled);
    var chosen = close.size() > 1 && onlyFactors ? told(suspect, close) : close;
    if (chosen.size() != 1 || !chosen.getFirst().confirmed()) {
      close.forEach(f -> tried.add(CauseWords.of(f.hypothesis().cause()) + ": fits as others do"));
      return new Unexplained(tried);
    }
    fits.stream()
        .filter(f -> !f.equals(chosen.getFirst()))
        .forEach(f -> tried.add(CauseWords.of(f.hypothesis().cause()) + ": fits, but less well"));
    var one = chosen.getFirst().hypothesis();
    if (isHalfOrDoubleAsGood(suspect, chosen.getFirst())) {
      tried.add(CauseWords.of(one.cause()) + ": half or double of it fits as well");
      return new Unexplained(tried);
    }
    return switch (one.proof()) {
      case NOT_NEEDED -> explained(one, tried);
      case GIVEN -> isFactorExact(suspect, one) ? explained(one, tried) : suspected(one, tried);
      case MISSING -> suspected(one, tried);
    };
  }

  /**
   * Of factors that fit about as well those that the numbers tell: that give them as they are
   * usually written; where the damage has rounded, that bring what came when they are done again.
   * Two that give the same numbers are one.
   */
  private List<Fit> told(Suspect suspect, List<Fit> close) {
    var exact = close.stream().filter(f -> isExact(suspect, f.hypothesis())).toList();
    if (!exact.isEmpty()) {
      return exact;
    }
    var back = close.stream().filter(f -> comesBack(suspect, f.hypothesis())).toList();
    return back.size() == 2 && isSame(suspect, back.getFirst(), back.getLast())
        ? back.subList(0, 1)
        : back;
  }

  /**
   * Whether half or double of a factor is one in daily use that raises no alarm either, gives
   * numbers that are written as well, and a day that is not by far odder. Steps of an instrument
   * fit both, and on a day on which it looked too unlikely the other one was not even drawn.
   */
  private boolean isHalfOrDoubleAsGood(Suspect suspect, Fit fit) {
    return fit.hypothesis().cause() instanceof Cause.Scaled scaled
        && ScaleHypotheses.halfAndDouble(suspect, scaled).stream()
            .anyMatch(
                other -> {
                  var after = after(suspect, other.change());
                  return after.rarity() < suspect.assessment().threshold()
                      && after.unrest() < fit.unrest() + BY_FAR
                      && (isExact(suspect, other) || !isExact(suspect, fit.hypothesis()));
                });
  }

  private static boolean isSame(Suspect suspect, Fit one, Fit other) {
    return one.hypothesis().cause() instanceof Cause.Scaled a
        && other.hypothesis().cause() instanceof Cause.Scaled b
        && a.columns().equals(b.columns())
        && contents(suspect, one, a.columns()).equals(contents(suspect, other, a.columns()));
  }

  private static List<String> contents(Suspect suspect, Fit fit, List<String> columns) {
    var after = suspect.rows().under(fit.hypothesis().change().orElseThrow());
    return columns.stream()
        .flatMap(c -> after.column(c).stream())
        .map(Statistics.ColumnStatistics::contentHash)
        .toList();
  }

  /**
   * Whether numbers that the damage rounded are what they are once more when it is done to what its
   * inverse gives: a factor that is off in its fourth digit gives other large numbers. Where they
   * came with more digits, {@link #isExact} tells.
   */
  private static boolean comesBack(Suspect suspect, Hypothesis h) {
    if (!(h.change().orElse(null) instanceof Transformation.Scale back)
        || back.decimals().isEmpty()
        || back.within().isPresent()) {
      return true;
    }
    return back.columns().stream()
        .allMatch(
            column -> {
              var numbers = suspect.numbers(suspect.today(), column);
              var digits = numbers.flatMap(Explainer::digits);
              return digits.isEmpty()
                  || suspect.rows().strays(back, column, digits.get())
                      <= STRAYS * numbers.get().count();
            });
  }

  /** To how many digits all numbers are written; empty for more than two. */
  private static Optional<Integer> digits(Statistics.Numbers n) {
    return IntStream.rangeClosed(0, 2)
        .boxed()
        .filter(d -> n.withDecimals(d) == n.count())
        .findFirst();
  }

  private static Explanation suspected(Hypothesis h, List<String> tried) {
    var missing =
        h.cause() instanceof Cause.TimesShifted
            ? "no clock that keeps to fixed times tells exactly how far they moved"
            : "no key, and no list of values, tells exactly this factor";
    return new Explanation.Suspected(h.cause(), h.supporting(), tried, missing);
  }

  /** Whether all numbers have their usual decimals, without rounding, as they had them before. */
  private boolean isFactorExact(Suspect suspect, Hypothesis h) {
    return !(h.cause() instanceof Cause.Scaled scaled)
        || h.change()
            .flatMap(Transformation::unrounded)
            .map(c -> suspect.rows().under(c))
            .filter(after -> scaled.columns().stream().allMatch(c -> isUsual(suspect, after, c)))
            .isPresent();
  }

  private static boolean isUsual(Suspect suspect, Statistics after, String column) {
    var numbers = suspect.numbers(after, column);
    var decimals = suspect.decimals(column);
    return numbers.isPresent()
        && decimals.isPresent()
        && numbers.get().withDecimals(decimals.get()) >= numbers.get().count();
  }

  /**
   * Whether the values themselves speak for it. Where numbers came with more decimals than usual
   * the damage did not round them, and its inverse gives the usual decimals without rounding; only
   * then is a guess believed, too. Numbers without a usual number of decimals cannot tell; then a
   * guess must move everything far.
   */
  private boolean isConfirmed(Suspect suspect, Hypothesis h) {
    if (!(h.cause() instanceof Cause.Scaled scaled)) {
      return true;
    }
    boolean decimalsTell = h.change().flatMap(Transformation::unrounded).isPresent();
    boolean unrounded =
        scaled.columns().stream().anyMatch(c -> suspect.stirred(c, Aspect.KINDS_OF_NUMBER));
    if (decimalsTell && (h.guessed() || unrounded)) {
      return isExact(suspect, h);
    }
    boolean far = scaled.within().isEmpty() && Math.abs(Math.log(Math.abs(scaled.factor()))) > FAR;
    return (!h.guessed() || far) && comesBack(suspect, h);
  }

  private static List<Anomaly> left(Hypothesis h, Assessment after) {
    return after.anomalies().stream().filter(a -> !h.covers().explains(a)).toList();
  }

  /**
   * Whether a factor gives numbers as they are usually written, without rounding them. Of factors
   * that fit about as well only the true one does, unless the damage rounded: then none does.
   */
  private boolean isExact(Suspect suspect, Hypothesis h) {
    return h.change()
        .flatMap(Transformation::unrounded)
        .filter(c -> left(h, after(suspect, Optional.of(c))).isEmpty())
        .isPresent();
  }

  private static String stay(Hypothesis h, List<Anomaly> left) {
    return CauseWords.of(h.cause())
        + ": "
        + left.size()
        + " anomalies stay, first "
        + left.getFirst().inWords();
  }

  private Assessment after(Suspect suspect, Optional<Transformation> change) {
    return change
        .map(c -> Picture.of(suspect.outline(), suspect.rows().under(c)))
        .map(p -> strict.assess(suspect.history(), p))
        .orElse(suspect.assessment());
  }

  private static Explained explained(Hypothesis h, List<String> tried) {
    var against = new ArrayList<>(h.against());
    against.addAll(tried);
    return new Explained(
        h.cause(),
        h.confidence(),
        h.supporting(),
        against,
        h.invertible() ? h.change() : Optional.empty());
  }
}
