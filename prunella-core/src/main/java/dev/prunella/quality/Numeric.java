package dev.prunella.quality;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Small robust statistics over lists of finite numbers. */
final class Numeric {
  /** The factor by which a normal distribution's deviation exceeds its median deviation. */
  private static final double NORMAL = 1.4826;

  private Numeric() {}

  static double quantile(List<Double> sorted, double q) {
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    double at = q * (sorted.size() - 1);
    int low = (int) Math.floor(at);
    int high = Math.min(low + 1, sorted.size() - 1);
    return sorted.get(low) + (at - low) * (sorted.get(high) - sorted.get(low));
  }

  private static double quantile(double[] sorted, double q) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double at = q * (sorted.length - 1);
    int low = (int) Math.floor(at);
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }

  static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return quantile(sorted, 0.5);
  }

  static double median(Collection<Double> values) {
    return median(array(values));
  }

  private static double[] array(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static double mean(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /** A deviation that single far values do not move much, yet is not zero when half are equal. */
  static double spread(double[] values) {
    double middle = median(values);
    return scale(Arrays.stream(values).map(v -> v - middle).toArray());
  }

  /** The same around zero. */
  static double scale(double[] values) {
    var distances = Arrays.stream(values).map(Math::abs).sorted().toArray();
    double typical = NORMAL * quantile(distances, 0.5);
    double wide = quantile(distances, 0.8) / 1.2816;
    double rare = 0.6 * Arrays.stream(distances).average().orElse(Double.NaN);
    return Math.max(rare, Math.max(typical, wide));
  }

  static double spread(Collection<Double> values) {
    return spread(array(values));
  }
}
