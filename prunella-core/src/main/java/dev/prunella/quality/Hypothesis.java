package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A cause that may explain an interval, with the test that decides.
 *
 * @param change the rows' change under which every alarm must clear; none for causes that cannot be
 *     taken back
 * @param covers anomalies that the cause itself brings and no change of the rows takes away
 * @param guessed the change comes from a list of what happens, not from the rows: then that every
 *     alarm clears is not enough
 * @param proof whether values must, and do, tell exactly this cause and no other near it: that
 *     every alarm clears is not enough for a shift of times or for a part of the rows
 * @param invertible whether the change is a correction, not only a test
 */
record Hypothesis(
    Cause cause,
    Optional<Transformation> change,
    Cover covers,
    boolean guessed,
    Proof proof,
    boolean invertible,
    double confidence,
    List<String> supporting,
    List<String> against) {

  /** Whether the values tell a cause exactly. */
  enum Proof {
    NOT_NEEDED,
    GIVEN,
    MISSING
  }

  Hypothesis(
      Cause cause,
      Optional<Transformation> change,
      Cover covers,
      boolean invertible,
      double confidence,
      List<String> supporting,
      List<String> against) {
    this(
        cause,
        change,
        covers,
        false,
        Proof.NOT_NEEDED,
        invertible,
        confidence,
        supporting,
        against);
  }

  Hypothesis {
    supporting = List.copyOf(supporting);
    against = List.copyOf(against);
  }

  /** Aspects that depend on nothing but the columns that an anomaly names. */
  private static final Set<Aspect> OWN =
      EnumSet.of(
          Aspect.NULLS,
          Aspect.RANGE,
          Aspect.VALUES,
          Aspect.KINDS_OF_NUMBER,
          Aspect.SUPPORT,
          Aspect.FORMAT,
          Aspect.TIMES,
          Aspect.RELATIONS,
          Aspect.CALENDAR);

  /** Whether an anomaly stays for certain, so that no scan is needed to know. */
  boolean cannotTouch(Anomaly anomaly) {
    var changed = change.map(Transformation::changed).orElse(Set.of());
    return !changed.isEmpty()
        && OWN.contains(anomaly.aspect())
        && anomaly.columns().stream().noneMatch(changed::contains)
        && !covers.explains(anomaly);
  }

  /** Whether it is another factor of the same numbers. */
  boolean isOtherFactor(Hypothesis other) {
    return !equals(other)
        && cause instanceof Cause.Scaled one
        && other.cause instanceof Cause.Scaled two
        && one.columns().equals(two.columns())
        && one.within().equals(two.within());
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
