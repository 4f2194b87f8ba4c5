package dev.prunella.quality;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * How far a value lies from earlier ones, in units of their own spread. Calibration makes a
 * probability of it.
 */
final class Scoring {
  /** What is farther is not told apart. */
  static final double GREATEST = 1e6;

  /** Fewer earlier values say nothing. */
  static final int FEWEST = 8;

  /** A level that was seen before, though rarely, scores at most this. */
  private static final double SEEN_BEFORE = 1.5;

  private Scoring() {}

  /** Earlier values of a measure, with what they are shares of and their place in the rhythm. */
  record Series(List<Double> values, List<Double> weights, List<Integer> seasons, double unit) {
    Series {
      values = List.copyOf(values);
      weights = List.copyOf(weights);
      seasons = List.copyOf(seasons);
    }
  }

  /**
   * A score.
   *
   * @param low where values were expected, and high
   */
  record Score(double score, double low, double high) {}

  static Score of(Measure today, Series past, int season) {
    return switch (today.scale()) {
      case SHARE -> share(today, past);
      case LEVEL -> level(today, past, season);
      case DIFFERENCE ->
          plain(noise(today, past), today.value(), past, difference(today, past), season, x -> x);
      case DISTANCE -> distance(today, past);
    };
  }

  /**
   * The part of a single value's deviation below which a history without spread is not resolved.
   */
  private static final double OF_UNIT = 0.1;

  private static double difference(Measure today, Series past) {
    double largest = past.values().stream().mapToDouble(Math::abs).max().orElse(0);
    double own = past.unit() > 0 ? OF_UNIT * past.unit() : Math.max(today.least(), 0.001 * largest);
    return Math.max(1e-12, own);
  }

  private static Score level(Measure today, Series past, int season) {
    double largest = past.values().stream().mapToDouble(Math::abs).max().orElse(0);
    double least = Math.max(1e-12, Math.max(today.least() * largest, OF_UNIT * past.unit()));
    boolean positive = today.value() > 0 && past.values().stream().allMatch(v -> v > 0);
    if (positive) {
      var logs =
          new Series(
              past.values().stream().map(Math::log).toList(), past.weights(), past.seasons(), 0);
      double middle = Numeric.median(past.values());
      double relative = Math.max(today.least(), Math.min(0.5, OF_UNIT * past.unit() / middle));
      // Of the two scales, the one on which history itself is the more regular.
      if (farthest(logs.values(), relative) <= farthest(past.values(), least)) {
        return plain(
            noise(today, past), Math.log(today.value()), logs, relative, season, Math::exp);
      }
    }
    return plain(noise(today, past), today.value(), past, least, season, x -> x);
  }

  /** The middle of fewer values than usual scatters more. */
  private static double noise(Measure today, Series past) {
    double usual = past.weights().isEmpty() ? 0 : Numeric.median(past.weights());
    return today.weight() > 0 ? Math.max(1, Math.sqrt(usual / today.weight())) : 1;
  }

  private static double farthest(List<Double> values, double least) {
    double middle = Numeric.median(values);
    double spread = Math.max(least, Numeric.spread(values));
    return values.stream().mapToDouble(v -> Math.abs(v - middle) / spread).max().orElse(0);
  }

  private static Score plain(
      double noise, double x, Series past, double least, int season, DoubleUnaryOperator back) {
    var usual = withoutRhythm(past);
    double shift = effect(past, season);
    double middle = Numeric.median(usual) + shift;
    double spread = noise * Math.max(least, Numeric.spread(usual));
    double near = usual.stream().mapToDouble(v -> Math.abs(v + shift - x)).min().orElse(0) / spread;
    return score(
        Math.abs(x - middle) / spread,
        near,
        back.applyAsDouble(middle - 3 * spread),
        back.applyAsDouble(middle + 3 * spread));
  }

  private static Score score(double far, double near, double low, double high) {
    double score = Math.min(far, SEEN_BEFORE + 1.5 * near);
    return new Score(Math.min(GREATEST, score), low, high);
  }

  private static Score share(Measure today, Series past) {
    var angles = past.values().stream().map(Scoring::angle).toList();
    double x = angle(today.value());
    double middle = Numeric.median(angles);
    boolean never =
        past.values().stream().allMatch(v -> v == 0)
            || past.values().stream().allMatch(v -> v == 1);
    double evidence = past.weights().stream().mapToDouble(Double::doubleValue).sum();
    // By the rule of three, what many rows never showed is rarer still than one interval tells.
    double noise =
        (never && evidence > 5 * today.weight() ? 1 / 3.0 : 0.5) / Math.sqrt(today.weight());
    double spread = Math.max(Numeric.spread(angles), noise);
    double near = angles.stream().mapToDouble(v -> Math.abs(v - x)).min().orElse(0) / spread;
    return score(
        Math.abs(x - middle) / spread,
        never ? GREATEST : near,
        part(middle - 3 * spread),
        part(middle + 3 * spread));
  }

  /** The arcsine transformation, which makes the noise of shares the same everywhere. */
  private static double angle(double share) {
    return Math.asin(Math.sqrt(Math.clamp(share, 0, 1)));
  }

  private static double part(double angle) {
    double sine = Math.sin(Math.clamp(angle, 0, Math.PI / 2));
    return sine * sine;
  }

  private static Score distance(Measure today, Series past) {
    double middle = Numeric.median(past.values());
    double spread = Math.max(today.least(), Math.max(0.15 * middle, Numeric.spread(past.values())));
    double most = past.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    double far = (today.value() - middle) / spread;
    return score(
        Math.max(0, far), Math.max(0, (today.value() - most) / spread), 0, middle + 3 * spread);
  }

  /** Values less the effect of their season, where history bears out that there is one. */
  private static List<Double> withoutRhythm(Series past) {
    var out = new ArrayList<Double>();
    for (int i = 0; i < past.values().size(); i++) {
      out.add(past.values().get(i) - effect(past, past.seasons().get(i)));
    }
    return out;
  }

  /**
   * The typical difference of a season from all, shrunk towards none: by two values' worth, and
   * wholly where seasons do not explain a third of the variance.
   */
  private static double effect(Series past, int season) {
    var bySeason = new HashMap<Integer, List<Double>>();
    double middle = Numeric.median(past.values());
    double total = 0;
    for (int i = 0; i < past.values().size(); i++) {
      bySeason
          .computeIfAbsent(past.seasons().get(i), k -> new ArrayList<>())
          .add(past.values().get(i));
      total += Math.abs(past.values().get(i) - middle);
    }
    double left = 0;
    int values = 0;
    for (var group : bySeason.values()) {
      double own = Numeric.median(group);
      // Each value's distance to a median that it helped to make is too small.
      double fair = group.size() > 1 ? group.size() / (group.size() - 1.0) : 0;
      for (double v : group) {
        left += fair == 0 ? Math.abs(v - middle) : fair * Math.abs(v - own);
        values++;
      }
    }
    if (values == 0 || total == 0 || left > 0.75 * total) {
      return 0;
    }
    var own = bySeason.getOrDefault(season, List.of());
    return own.isEmpty() ? 0 : (Numeric.median(own) - middle) * own.size() / (own.size() + 1.0);
  }
}
