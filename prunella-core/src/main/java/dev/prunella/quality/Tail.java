package dev.prunella.quality;

import java.util.List;

/**
 * How often scores of clean intervals pass a value: counted up to the highest quarter; beyond that
 * an exponential tail fitted to the excesses of a power of the scores, shrunk towards a prior
 * because thirty intervals alone support no rate of 1 %. The power is one for measures whose clean
 * scores have a light tail, and less where burn-in shows a heavier one (a stretched exponential
 * tail).
 *
 * @param power of the scores, over which the tail is exponential
 * @param from where the tail begins, on that scale
 * @param share of scores beyond it
 * @param mean excess in the tail, on that scale
 * @param most the highest score of an ordinary interval
 * @param scores how many there were
 */
public record Tail(double power, double from, double share, double mean, double most, int scores) {
  private static final double TAIL = 0.25;

  /**
   * So many excesses are as good as the prior: as many as a month has, so that a short history is
   * believed by half, and 180 intervals by five sixths.
   */
  private static final double PRIOR_WEIGHT = 8;

  /** Fewer excesses do not tell how heavy a tail is. */
  private static final int FEWEST = 3;

  /** The index of the heaviest tail that is reckoned with: its variance barely exists. */
  private static final double HEAVIEST = 2.5;

  /** The powers that are tried, the lightest tail first. */
  static final List<Double> POWERS = List.of(1.4, 1.0, 0.7, 0.5, 0.35, 0.25);

  /** A normal distribution's scores beyond their highest quarter exceed it by this on average. */
  private static final double NORMAL_MEAN = 0.5;

  private static final double NORMAL_FROM = 1.15;

  /** The mean excess of a normal distribution's scores, on the scale of a power. */
  static double priorMean(double power) {
    return Math.pow(NORMAL_FROM + NORMAL_MEAN, power) - Math.pow(NORMAL_FROM, power);
  }

  /** A tail of nothing but the prior, for what has not been seen before. */
  static Tail unseen(double power, double priorMean) {
    return new Tail(power, 0, 1, 2 * priorMean, 0, 0);
  }

  /**
   * Fits a tail. Of the highest few scores only is counted that they lie beyond the others: on some
   * days something real happens, and what ordinary days do is not told by those.
   *
   * @param events the share of intervals on which that may be so
   */
  static Tail fit(List<Double> scores, double power, double priorMean, double events) {
    var sorted = scores.stream().map(s -> Math.pow(s, power)).sorted().toList();
    int n = sorted.size();
    if (n == 0) {
      return unseen(power, priorMean);
    }
    double bulk = sorted.get(Math.clamp((int) Math.floor((1 - TAIL) * n), 0, n - 1));
    double most = sorted.get(Math.clamp(n - 1 - (int) Math.floor(events * n), 0, n - 1));
    var beyond = sorted.stream().filter(s -> s > bulk && s <= most).toList();
    // The tail begins at the first score in it: where most scores are zero, a gap lies before.
    double from = beyond.isEmpty() ? bulk : beyond.getFirst();
    long all = sorted.stream().filter(s -> s > bulk).count();
    double sum =
        sorted.stream()
            .filter(s -> s > bulk)
            .mapToDouble(s -> Math.min(s, Math.max(most, from)) - from)
            .sum();
    double mean = (sum + PRIOR_WEIGHT * priorMean) / (beyond.size() + PRIOR_WEIGHT);
    return new Tail(
        power, from, (all + 1.0) / (n + 2.0), mean, Math.pow(Math.max(most, from), 1 / power), n);
  }

  /** How far a power of the scores of the highest quarter exceeds where it begins. */
  private static List<Double> excesses(List<Double> scores, double power) {
    var sorted = scores.stream().map(s -> Math.pow(s, power)).sorted().toList();
    if (sorted.isEmpty()) {
      return List.of();
    }
    double from = sorted.get((int) Math.floor((1 - TAIL) * (sorted.size() - 1)));
    return sorted.stream().filter(s -> s > from).map(s -> s - from).toList();
  }

  /**
   * How excesses spread against their mean: an exponential tail's do as much as their mean. Zero
   * where there are too few to tell.
   */
  static double weight(List<Double> scores, double power) {
    var excesses = excesses(scores, power);
    if (excesses.size() < FEWEST) {
      return 0;
    }
    double mean = Numeric.mean(excesses);
    double variance =
        excesses.stream().mapToDouble(e -> (e - mean) * (e - mean)).sum() / (excesses.size() - 1);
    return Math.sqrt(variance) / mean;
  }

  /** The probability that a clean interval scores as high. */
  double probability(double score) {
    double x = Math.pow(score, power);
    double fitted = x < from || x == 0 ? 1 : share * Math.exp(-(x - from) / mean);
    double highest = Math.max(most, NORMAL_FROM);
    return score <= highest ? fitted : Math.min(fitted, beyond(highest, score));
  }

  /**
   * Beyond all that was ever seen, a few events make a poor fit, but the heaviest tails that are
   * met in practice bound what is left (Pareto's law). Where scores were hardly ever more than
   * nothing, as where only the last digit of a float differs, that begins where a normal
   * distribution's highest quarter does: many times nothing is still nothing.
   */
  private double beyond(double highest, double score) {
    return Math.pow(score / highest, -HEAVIEST) / (scores + 1);
  }

  /** The score that a clean interval passes with a probability. */
  double quantile(double probability) {
    return Math.pow(from + mean * Math.log(Math.max(1, share / probability)), 1 / power);
  }
}
