package dev.prunella.quality;

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

  /** Where a value lies from where it was expected. */
  enum Side {
    BELOW,
    ABOVE,
    /** Of what has only one direction. */
    NEITHER
  }

  /**
   * A score.
   *
   * @param low where values were expected, and high
   */
  record Score(double score, double low, double high, Side side) {

    /** Of a distance. */
    Score(double score, double low, double high) {
      this(score, low, high, Side.NEITHER);
    }

    Score atMost(double most) {
      return new Score(Math.min(score, most), low, high, side);
    }
  }

  static Score of(Measure today, Series past, int season) {
    return switch (today.scale()) {
      case SHARE -> share(today, past, season);
      case LEVEL -> level(today, past, season);
      case DIFFERENCE ->
          plain(
              noise(today, past),
              today.value(),
              past.plain(),
              difference(today, past),
              season,
              x -> x);
      case DISTANCE -> distance(today, past, season);
    };
  }

  /**
   * The part of a single value's deviation below which a history without spread is not resolved.
   */
  private static final double OF_UNIT = 0.1;

  private static double difference(Measure today, Series past) {
    double own =
        past.unit() > 0 && !(past.constant() && today.aspect() == Aspect.TIMES)
            ? OF_UNIT * past.unit()
            : Math.max(today.least(), 0.001 * past.largest());
    return Math.max(1e-12, own);
  }

  private static Score level(Measure today, Series past, int season) {
    double least = Math.max(1e-12, Math.max(today.least() * past.largest(), OF_UNIT * past.unit()));
    var logs = past.logs();
    if (today.value() > 0 && logs != null) {
      double relative =
          Math.max(today.least(), Math.min(0.5, OF_UNIT * past.unit() / past.plain().middle()));
      // Of the two scales, the one on which history itself is the more regular.
      if (logs.farthest(relative) <= past.plain().farthest(least)) {
        return plain(
            noise(today, past), Math.log(today.value()), logs, relative, season, Math::exp);
      }
    }
    return plain(noise(today, past), today.value(), past.plain(), least, season, x -> x);
  }

  /** The middle of fewer values than usual scatters more. */
  private static double noise(Measure today, Series past) {
    return today.weight() > 0 ? Math.max(1, Math.sqrt(past.usualWeight() / today.weight())) : 1;
  }

  private static Score plain(
      double noise,
      double x,
      Series.Frame past,
      double least,
      int season,
      DoubleUnaryOperator back) {
    double middle = past.expected(season);
    double spread = noise * Math.max(least, past.usualSpread());
    return score(
        side(x, middle),
        Math.abs(x - middle) / spread,
        past.nearest(x, season) / spread,
        back.applyAsDouble(middle - 3 * spread),
        back.applyAsDouble(middle + 3 * spread));
  }

  private static Score score(Side side, double far, double near, double low, double high) {
    double score = Math.min(far, SEEN_BEFORE + 1.5 * near);
    return new Score(Math.min(GREATEST, score), low, high, side);
  }

  private static Side side(double x, double expected) {
    return x < expected ? Side.BELOW : Side.ABOVE;
  }

  private static Score share(Measure today, Series past, int season) {
    double x = angle(today.value());
    double middle = past.plain().expected(season);
    // By the rule of three, what many rows never showed is rarer still than one interval tells.
    double noise =
        (past.never() && past.evidence() > 5 * today.weight() ? 1 / 3.0 : 0.5)
            / Math.sqrt(today.weight());
    double spread = Math.max(past.plain().usualSpread(), noise);
    return score(
        side(x, middle),
        Math.abs(x - middle) / spread,
        past.never() ? GREATEST : past.plain().nearest(x) / spread,
        part(middle - 3 * spread),
        part(middle + 3 * spread));
  }

  /** The arcsine transformation, which makes the noise of shares the same everywhere. */
  static double angle(double share) {
    return Math.asin(Math.sqrt(Math.clamp(share, 0, 1)));
  }

  static double part(double angle) {
    double sine = Math.sin(Math.clamp(angle, 0, Math.PI / 2));
    return sine * sine;
  }

  private static Score distance(Measure today, Series past, int season) {
    double middle = Math.max(0, past.plain().expected(season));
    double spread = Math.max(today.least(), Math.max(0.15 * middle, past.plain().usualSpread()));
    double far = (today.value() - middle) / spread;
    return score(
        Side.NEITHER,
        Math.max(0, far),
        Math.max(0, (today.value() - past.plain().greatest()) / spread),
        0,
        middle + 3 * spread);
  }
}
