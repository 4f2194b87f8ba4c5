package dev.prunella.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Times of one thing done many times, in nanoseconds. */
public final class Samples {
  private static final double NANOS_PER_MILLI = 1e6;

  private long[] nanos = new long[64];
  private int count;

  /** One action; it may fail, and then the benchmark fails. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  /** Does it once and keeps how long it took. */
  public Samples time(Action action) throws Exception {
    long start = System.nanoTime();
    action.run();
    return add(System.nanoTime() - start);
  }

  public Samples add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
    return this;
  }

  public int count() {
    return count;
  }

  /** The time that a share {@code q} in 0..1 did not exceed, in milliseconds (nearest rank). */
  public double millis(double q) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(q * count) - 1;
    return sorted[Math.clamp(rank, 0, count - 1)] / NANOS_PER_MILLI;
  }

  /** All of them together, in milliseconds. */
  public double sum() {
    return Arrays.stream(nanos, 0, count).sum() / NANOS_PER_MILLI;
  }

  public double median() {
    return millis(0.5);
  }

  /** For reports: how many, and the shortest, p50, p95 and the longest in milliseconds. */
  public Map<String, Object> summary() {
    var out = new LinkedHashMap<String, Object>();
    out.put("n", count);
    out.put("min_ms", round(millis(0)));
    out.put("p50_ms", round(median()));
    out.put("p95_ms", round(millis(0.95)));
    out.put("max_ms", round(millis(1)));
    return out;
  }

  /** Three decimals: what a clock on a shared machine can mean. */
  public static double round(double value) {
    return Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : value;
  }
}
