package dev.prunella.quality;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A cause that may explain an interval, with the test that decides.
 *
 * @param change the rows' change under which every alarm must clear; none for causes that cannot be
 *     taken back
 * @param covers anomalies that the cause itself brings and no change of the rows takes away
 * @param invertible whether the change is a correction, not only a test
 */
record Hypothesis(
    Cause cause,
    Optional<Transformation> change,
    Cover covers,
    boolean invertible,
    double confidence,
    List<String> supporting,
    List<String> against) {

  Hypothesis {
    supporting = List.copyOf(supporting);
    against = List.copyOf(against);
  }

  /** Which anomalies a cause accounts for by itself. */
  @FunctionalInterface
  interface Cover {
    boolean explains(Anomaly anomaly);

    static Cover nothing() {
      return a -> false;
    }

    static Cover column(String column, Set<Aspect> aspects) {
      return a -> a.columns().contains(column) && aspects.contains(a.aspect());
    }
  }
}
