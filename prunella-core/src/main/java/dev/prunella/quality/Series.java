package dev.prunella.quality;

import dev.prunella.quality.Measure.Scale;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The earlier values of one measure, with all that judging another value by them needs, worked out
 * once: a history is asked about many candidates. Immutable.
 */
final class Series {

  /** The newest values, from which a drifting series is foretold. */
  private static final int RECENT = 7;

  /** The newest values must foretell each next one by so much better than all of them do. */
  private static final double BETTER = 0.8;

  /** Seasons must leave no more than this part of the distances to be believed. */
  private static final double LEFT = 0.75;

  /** A series stands still when so many of its values are the same. */
  private static final double STILL = 0.7;

  private final double unit;
  private final double usualWeight;
  private final double evidence;
  private final double largest;
  private final boolean constant;
  private final boolean standsStill;
  private final boolean never;
  private final boolean positive;
  private final Frame plain;
  private final @Nullable Frame logs;

  /**
   * Prepares a series.
   *
   * @param weights what each value is a share of, or the middle of; 0 where that means nothing
   * @param seasons each value's place in the rhythm
   * @param unit the deviation of the single values behind each; 0 where there are none
   */
  Series(
      Scale scale, List<Double> values, List<Double> weights, List<Integer> seasons, double unit) {
    var raw = values.stream().mapToDouble(Double::doubleValue).toArray();
    var places = seasons.stream().mapToInt(Integer::intValue).toArray();
    this.unit = unit;
    this.usualWeight = weights.isEmpty() ? 0 : Numeric.median(weights);
    this.evidence = weights.stream().mapToDouble(Double::doubleValue).sum();
    this.largest = Arrays.stream(raw).map(Math::abs).max().orElse(0);
    this.constant = Arrays.stream(raw).distinct().count() <= 1;
    double middle = Numeric.median(raw);
    this.standsStill = Arrays.stream(raw).filter(v -> v == middle).count() >= STILL * raw.length;
    this.never =
        Arrays.stream(raw).allMatch(v -> v == 0) || Arrays.stream(raw).allMatch(v -> v == 1);
    this.positive = raw.length > 0 && Arrays.stream(raw).allMatch(v -> v > 0);
    this.plain =
        new Frame(
            scale == Scale.SHARE ? Arrays.stream(raw).map(Scoring::angle).toArray() : raw, places);
    this.logs =
        scale == Scale.LEVEL && positive
            ? new Frame(Arrays.stream(raw).map(Math::log).toArray(), places)
            : null;
  }

  int size() {
    return plain.values.length;
  }

  double unit() {
    return unit;
  }

  /** The middle of the weights. */
  double usualWeight() {
    return usualWeight;
  }

  /** The sum of the weights. */
  double evidence() {
    return evidence;
  }

  /** The greatest absolute value. */
  double largest() {
    return largest;
  }

  /** Whether all values are the same. */
  boolean constant() {
    return constant;
  }

  /** Whether most values are the same. */
  boolean standsStill() {
    return standsStill;
  }

  /** Whether, as a share, it was always none or all. */
  boolean never() {
    return never;
  }

  /** The values as they are; shares as angles. */
  Frame plain() {
    return plain;
  }

  /** The logarithms of a level that was always positive. */
  @Nullable Frame logs() {
    return logs;
  }

  /** Values on one scale. */
  static final class Frame {
    private final double[] values;
    private final double middle;
    private final double spread;
    private final double farthest;
    private final double greatest;
    private final Map<Integer, Double> effects;
    private final double[] usual;
    private final double usualMiddle;
    private final double usualSpread;
    private final double[] surprises;

    Frame(double[] values, int[] seasons) {
      this.values = values;
      this.middle = Numeric.median(values);
      this.spread = Numeric.spread(values);
      this.farthest = Arrays.stream(values).map(v -> Math.abs(v - middle)).max().orElse(0);
      this.greatest = Arrays.stream(values).max().orElse(0);
      this.effects = effects(values, seasons, middle);
      this.usual = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        usual[i] = values[i] - effect(seasons[i]);
      }
      double all = effects.isEmpty() ? spread : Numeric.spread(usual);
      var chasing = chasing(usual);
      double recent =
          values.length < 2 * RECENT
              ? all
              : Numeric.scale(Arrays.copyOfRange(chasing, RECENT, values.length));
      boolean drifts = recent < BETTER * all;
      this.usualMiddle = drifts ? newest(usual, usual.length) : Numeric.median(usual);
      this.usualSpread = drifts ? recent : all;
      this.surprises = drifts ? chasing : Arrays.stream(usual).map(v -> v - usualMiddle).toArray();
    }

    /** What each value was away from the middle of the few before it; of the first, of all. */
    private static double[] chasing(double[] usual) {
      var out = new double[usual.length];
      double middle = Numeric.median(usual);
      for (int i = 0; i < out.length; i++) {
        out[i] = usual[i] - (i < RECENT ? middle : newest(usual, i));
      }
      return out;
    }

    private static double newest(double[] usual, int before) {
      return Numeric.median(Arrays.copyOfRange(usual, Math.max(0, before - RECENT), before));
    }

    double middle() {
      return middle;
    }

    double spread() {
      return spread;
    }

    double greatest() {
      return greatest;
    }

    /** Of the values from their middle, in spreads; none of which is less than given. */
    double farthest(double least) {
      return farthest / Math.max(least, spread);
    }

    /** What a season adds, where history bears out that there are any. */
    double effect(int season) {
      return effects.getOrDefault(season, 0.0);
    }

    /** Where the next value is expected. */
    double expected(int season) {
      return usualMiddle + effect(season);
    }

    /** How far each value lay from where it was expected. */
    double[] surprises() {
      return surprises.clone();
    }

    /** How far values lie from where they are expected. */
    double usualSpread() {
      return usualSpread;
    }

    /** The distance to the nearest value, as they would be in a season. */
    double nearest(double x, int season) {
      double shift = effect(season);
      return Arrays.stream(usual).map(v -> Math.abs(v + shift - x)).min().orElse(0);
    }

    /** The distance to the nearest of the values as they are. */
    double nearest(double x) {
      return Arrays.stream(values).map(v -> Math.abs(v - x)).min().orElse(0);
    }

    /**
     * The typical difference of each season from all, shrunk towards none; empty where seasons do
     * not explain enough of the distances.
     */
    private static Map<Integer, Double> effects(double[] values, int[] seasons, double middle) {
      var bySeason = new HashMap<Integer, double[]>();
      double total = 0;
      for (int i = 0; i < values.length; i++) {
        bySeason.merge(seasons[i], new double[] {values[i]}, Frame::joined);
        total += Math.abs(values[i] - middle);
      }
      if (bySeason.size() < 2 || total == 0) {
        return Map.of();
      }
      double left = 0;
      var out = new HashMap<Integer, Double>();
      for (var e : bySeason.entrySet()) {
        var group = e.getValue();
        double own = Numeric.median(group);
        int n = group.length;
        for (double v : group) {
          // Each value's distance to a median that it helped to make is too small.
          left += n == 1 ? Math.abs(v - middle) : n / (n - 1.0) * Math.abs(v - own);
        }
        out.put(e.getKey(), own - middle);
      }
      if (left > LEFT * total) {
        return Map.of();
      }
      // A season's few values are believed the more, the more of the distances seasons explain.
      double part = left / total * (left / total);
      double doubt = part / (1 - part);
      out.replaceAll(
          (season, effect) -> {
            int n = bySeason.getOrDefault(season, values).length;
            return effect * n / (n + doubt);
          });
      return out;
    }

    private static double[] joined(double[] a, double[] b) {
      var out = Arrays.copyOf(a, a.length + b.length);
      System.arraycopy(b, 0, out, a.length, b.length);
      return out;
    }
  }
}
