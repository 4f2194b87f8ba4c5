package dev.prunella.bench.diagnose;

import dev.prunella.incident.Cause;
import dev.prunella.incident.Diagnosis;
import dev.prunella.incident.Example;
import dev.prunella.incident.FailureClass;
import java.util.Optional;

/**
 * What was said of a failure, and what it was.
 *
 * @param said the likeliest cause, also of what was called unknown
 * @param failureClass the likeliest class; nothing where there was no guess at all
 * @param known whether it was said, rather than 'unknown'
 * @param confidence of the class
 */
record Guess(
    Example truth,
    Optional<FailureClass> failureClass,
    Optional<Cause> said,
    boolean known,
    double confidence) {

  static Guess of(Example truth, Diagnosis diagnosis) {
    return switch (diagnosis) {
      case Diagnosis.Known k ->
          new Guess(
              truth, Optional.of(k.failureClass()), Optional.of(k.cause()), true, k.confidence());
      case Diagnosis.Unknown u -> {
        var first = u.alternatives().stream().findFirst().map(Diagnosis.Candidate::cause);
        yield new Guess(truth, first.map(Cause::failureClass), first, false, u.confidence());
      }
    };
  }

  /** A guess of a class alone. */
  static Guess of(Example truth, FailureClass failureClass, double confidence) {
    return new Guess(truth, Optional.of(failureClass), Optional.empty(), true, confidence);
  }

  boolean right() {
    return failureClass.filter(c -> c == truth.cause().failureClass()).isPresent();
  }

  /** Right, or another class that would be right too. */
  boolean acceptable() {
    return right()
        || failureClass.filter(c -> truth.alsoAcceptable().contains(c.word())).isPresent();
  }

  boolean rightCause() {
    return said.filter(c -> c.name().equals(truth.cause().name())).isPresent();
  }

  boolean rightRemedy() {
    return said.filter(c -> c.remedy() == truth.cause().remedy()).isPresent();
  }

  boolean acceptableRemedy() {
    return rightRemedy()
        || said.filter(c -> truth.alsoAcceptable().contains(c.remedy().word())).isPresent();
  }
}
