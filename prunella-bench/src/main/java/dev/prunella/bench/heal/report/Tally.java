package dev.prunella.bench.heal.report;

import dev.prunella.bench.Samples;
import dev.prunella.bench.heal.Played;
import dev.prunella.bench.heal.oracle.Judgement.Outcome;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Plays of one sort, counted. */
final class Tally {
  private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
  private final Samples toHeal = new Samples();
  private final Samples took = new Samples();
  private int plays;
  private int faults;
  private int detected;
  private int healable;
  private int diagnosed;
  private int rightly;
  private int healedAlone;

  void add(Played play) {
    plays++;
    var outcome = play.judgement().outcome();
    outcomes.merge(outcome, 1, Integer::sum);
    took.add(play.took().toNanos());
    healedAlone += outcome == Outcome.HEALED && !play.wasTold() ? 1 : 0;
    if (!play.expect().equals("publish") && outcome != Outcome.HARMLESS) {
      faults++;
      healable += play.expect().equals("heal") ? 1 : 0;
      if (play.judgement().detected()) {
        detected++;
      }
      if (play.diagnosed()) {
        diagnosed++;
        rightly += play.rightlyDiagnosed() ? 1 : 0;
      }
      if (outcome == Outcome.HEALED && play.judgement().detected()) {
        toHeal.add(play.story().stream().mapToLong(w -> w.took().toNanos()).sum());
      }
    }
  }

  int plays() {
    return plays;
  }

  int count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0);
  }

  /** Plays with a fault that did something. */
  int faults() {
    return faults;
  }

  int detected() {
    return detected;
  }

  /** Of the faults that can be healed, those that were. */
  Bound healed() {
    return new Bound(count(Outcome.HEALED), healable);
  }

  /** Of those that were healed, those about which no person had to say anything. */
  int healedAlone() {
    return healedAlone;
  }

  /** Of the faults of which it believed a class, those of which it was the right one. */
  Bound rightlyDiagnosed() {
    return new Bound(rightly, diagnosed);
  }

  Bound wrong() {
    return new Bound(count(Outcome.WRONG), plays);
  }

  Bound missed() {
    return new Bound(count(Outcome.MISSED), faults);
  }

  Map<String, Object> json() {
    var out = new LinkedHashMap<String, Object>();
    out.put("plays", plays);
    out.put("faults", faults);
    out.put("detected", share(new Bound(detected, faults)));
    for (var outcome : Outcome.values()) {
      out.put(outcome.name().toLowerCase(Locale.ROOT), count(outcome));
    }
    out.put("class_right_share", share(rightlyDiagnosed()));
    out.put("healed_share", share(healed()));
    out.put("healed_without_a_word", healedAlone);
    out.put("missed_share", share(missed()));
    out.put("wrong_share", share(wrong()));
    out.put("seconds_to_heal_p50", seconds(toHeal, 0.5));
    out.put("seconds_to_heal_p95", seconds(toHeal, 0.95));
    out.put("seconds_a_play_p50", seconds(took, 0.5));
    out.put("seconds_a_play_p95", seconds(took, 0.95));
    return out;
  }

  static Map<String, Object> share(Bound bound) {
    var out = new LinkedHashMap<String, Object>();
    out.put("count", bound.count());
    out.put("of", bound.of());
    out.put("share", round(bound.share()));
    out.put("low", round(bound.low()));
    out.put("high", round(bound.high()));
    return out;
  }

  private static double round(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  double median() {
    return seconds(took, 0.5);
  }

  /** 0 where there is none. */
  private static double seconds(Samples samples, double q) {
    return samples.count() == 0 ? 0 : Samples.round(samples.millis(q) / 1000);
  }
}
