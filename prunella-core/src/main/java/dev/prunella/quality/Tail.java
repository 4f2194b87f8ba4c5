package dev.prunella.quality;

import java.util.List;

/**
 * How often scores of clean intervals pass a value: counted up to the highest fifth; beyond that an
 * exponential tail fitted to the excesses of a power of the scores, shrunk towards a prior because
 * thirty intervals alone support no rate of 1 %. The power is one for measures whose clean scores
 * have a light tail, and less where burn-in shows a heavier one (a stretched exponential tail).
 *
 * @param power of the scores, over which the tail is exponential
 * @param from where the tail begins, on that scale
 * @param share of scores beyond it
 * @param mean excess in the tail, on that scale
 */
public record Tail(double power, double from, double share, double mean) {
  private static final double TAIL = 0.2;
  private static final double PRIOR_WEIGHT = 4;

  /** In medians; of twenty exponential excesses the farthest lies about there. */
  private static final double FARTHEST = 4;

  /** The powers that are tried, the lightest tail first. */
  static final List<Double> POWERS = List.of(1.0, 0.7, 0.5, 0.35, 0.25);

  /** A normal distribution's scores beyond their highest fifth exceed it by this on average. */
  private static final double NORMAL_MEAN = 0.5;

  private static final double NORMAL_FROM = 1.3;

  static double priorMean(double power) {
    return Math.pow(NORMAL_FROM + NORMAL_MEAN, power) - Math.pow(NORMAL_FROM, power);
  }

  /** A tail of nothing but the prior, for what has not been seen before. */
  static Tail unseen(double power, double priorMean) {
    return new Tail(power, 0, 1, 2 * priorMean);
  }

  static Tail fit(List<Double> scores, double power, double priorMean) {
    var sorted = scores.stream().map(s -> Math.pow(s, power)).sorted().toList();
    int n = sorted.size();
    if (n == 0) {
      return unseen(power, priorMean);
    }
    double bulk = sorted.get(Math.clamp((int) Math.floor((1 - TAIL) * n), 0, n - 1));
    var beyond = sorted.stream().filter(s -> s > bulk).toList();
    // The tail begins at the first score in it: where most scores are zero, a gap lies before.
    double from = beyond.isEmpty() ? bulk : beyond.getFirst();
    var excesses = beyond.stream().map(s -> s - from).toList();
    // A real event in burn-in, far beyond all else, shall not blind the detector: it counts as much
    // as the farthest of a well-behaved tail would.
    double most = excesses.isEmpty() ? 0 : FARTHEST * Math.max(priorMean, Numeric.median(excesses));
    double sum = excesses.stream().mapToDouble(e -> Math.min(e, most)).sum();
    double mean = (sum + PRIOR_WEIGHT * priorMean) / (excesses.size() + PRIOR_WEIGHT);
    return new Tail(power, from, (excesses.size() + 1.0) / (n + 2.0), mean);
  }

  /** Excesses over the highest fifth's beginning as parts of their mean. */
  private static List<Double> excesses(List<Double> scores, double power) {
    var sorted = scores.stream().map(s -> Math.pow(s, power)).sorted().toList();
    if (sorted.isEmpty()) {
      return List.of();
    }
    double from = sorted.get((int) Math.floor((1 - TAIL) * (sorted.size() - 1)));
    var over = sorted.stream().filter(s -> s > from).map(s -> s - from).toList();
    double mean = Numeric.mean(over);
    return over.size() < 3 ? List.of() : over.stream().map(e -> e / mean).toList();
  }

  /** How excesses spread against their mean: an exponential tail's do as much as their mean. */
  static double weight(List<Double> scores, double power) {
    var parts = excesses(scores, power);
    double n = parts.size();
    double variance = parts.stream().mapToDouble(p -> (p - 1) * (p - 1)).sum() / Math.max(1, n - 1);
    return Math.sqrt(variance);
  }

  /** The probability that a clean interval scores as high. */
  double probability(double score) {
    double x = Math.pow(score, power);
    return x < from || x == 0 ? 1 : share * Math.exp(-(x - from) / mean);
  }

  /** The score that a clean interval passes with a probability. */
  double quantile(double probability) {
    return Math.pow(from + mean * Math.log(Math.max(1, share / probability)), 1 / power);
  }
}
