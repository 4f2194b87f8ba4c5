package dev.prunella.bench.diagnose;

import dev.prunella.bench.Samples;
import dev.prunella.incident.FailureClass;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Figures of guesses. */
final class Scores {
  private static final int BINS = 10;
  private static final double[] COVERAGES = {1, 0.95, 0.9, 0.8, 0.7, 0.5};

  private Scores() {}

  /** Of a system that says class, cause and remedy, and may abstain. */
  static Map<String, Object> full(List<Guess> guesses) {
    var said = guesses.stream().filter(Guess::known).toList();
    var out = new LinkedHashMap<String, Object>();
    out.put("failures", guesses.size());
    out.put("coverage", share(guesses, Guess::known));
    out.put("class_accuracy_of_said", share(said, Guess::right));
    out.put("class_acceptable_of_said", share(said, Guess::acceptable));
    out.putAll(classes(guesses));
    out.put("class_acceptable", share(guesses, Guess::acceptable));
    out.put("cause_accuracy", share(guesses, Guess::rightCause));
    out.put("remedy_accuracy", share(guesses, Guess::rightRemedy));
    out.put("remedy_acceptable", share(guesses, Guess::acceptableRemedy));
    out.put("calibration_error", Samples.round(calibrationError(guesses)));
    out.put("accuracy_at_coverage", curve(guesses));
    return out;
  }

  /** Of a system that says a class alone. */
  static Map<String, Object> classes(List<Guess> guesses) {
    var out = new LinkedHashMap<String, Object>();
    out.put("class_accuracy", share(guesses, Guess::right));
    out.put("macro_f1", Samples.round(macroF1(guesses)));
    return out;
  }

  static double share(List<Guess> guesses, Predicate<Guess> which) {
    return guesses.isEmpty()
        ? 0
        : Samples.round((double) guesses.stream().filter(which).count() / guesses.size());
  }

  private static double macroF1(List<Guess> guesses) {
    double sum = 0;
    for (var c : FailureClass.values()) {
      long right = guesses.stream().filter(g -> g.right() && is(g, c)).count();
      long said = guesses.stream().filter(g -> is(g, c)).count();
      long true_ = guesses.stream().filter(g -> g.truth().cause().failureClass() == c).count();
      sum += said + true_ == 0 ? 0 : 2.0 * right / (said + true_);
    }
    return sum / FailureClass.values().length;
  }

  private static boolean is(Guess guess, FailureClass c) {
    return guess.failureClass().filter(x -> x == c).isPresent();
  }

  /** The expected calibration error: how far confidence is from being right, by ten bins. */
  private static double calibrationError(List<Guess> guesses) {
    var confidence = new double[BINS];
    var right = new double[BINS];
    for (var guess : guesses) {
      int bin = Math.min(BINS - 1, (int) (guess.confidence() * BINS));
      confidence[bin] += guess.confidence();
      right[bin] += guess.right() ? 1 : 0;
    }
    double error = 0;
    for (int i = 0; i < BINS; i++) {
      error += Math.abs(confidence[i] - right[i]);
    }
    return guesses.isEmpty() ? 0 : error / guesses.size();
  }

  /** How often the surest are right. */
  private static Map<String, Object> curve(List<Guess> guesses) {
    var surest =
        guesses.stream().sorted(Comparator.comparingDouble(Guess::confidence).reversed()).toList();
    var out = new LinkedHashMap<String, Object>();
    for (double coverage : COVERAGES) {
      var part = surest.subList(0, (int) Math.round(coverage * surest.size()));
      out.put(String.valueOf(coverage), share(part, Guess::right));
    }
    return out;
  }
}
