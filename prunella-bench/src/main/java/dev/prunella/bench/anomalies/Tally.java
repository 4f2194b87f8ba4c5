package dev.prunella.bench.anomalies;

import dev.prunella.bench.Samples;
import java.util.LinkedHashMap;
import java.util.Map;

/** What came of the trials of one kind. */
final class Tally {
  private int trials;
  private int detected;
  private int right;
  private int wrong;
  private int abstained;
  private int suspected;
  private int suspectedRightly;
  private int repaired;
  private int misrepaired;

  void missed() {
    trials++;
  }

  void abstained() {
    trials++;
    detected++;
    abstained++;
  }

  void explained(boolean isRight) {
    trials++;
    detected++;
    if (isRight) {
      right++;
    } else {
      wrong++;
    }
  }

  /** A cause that is named but not confirmed is no explanation. */
  void suspected(boolean isRight) {
    abstained();
    suspected++;
    suspectedRightly += isRight ? 1 : 0;
  }

  void repaired(boolean equal) {
    if (equal) {
      repaired++;
    } else {
      misrepaired++;
    }
  }

  void add(Tally other) {
    trials += other.trials;
    detected += other.detected;
    right += other.right;
    wrong += other.wrong;
    abstained += other.abstained;
    suspected += other.suspected;
    suspectedRightly += other.suspectedRightly;
    repaired += other.repaired;
    misrepaired += other.misrepaired;
  }

  Map<String, Object> summary() {
    var out = new LinkedHashMap<String, Object>();
    out.put("trials", trials);
    out.put("detected", detected);
    out.put("detected_share", share(detected, trials));
    out.put("right", right);
    out.put("right_share_of_detected", share(right, detected));
    out.put("wrong", wrong);
    out.put("wrong_share_of_detected", share(wrong, detected));
    out.put("abstained", abstained);
    out.put("suspected_but_not_confirmed", suspected);
    out.put("suspected_rightly", suspectedRightly);
    out.put("inverse_restores_the_rows", repaired);
    out.put("inverse_does_not", misrepaired);
    return out;
  }

  /** A share with the bounds of its 95 % confidence interval (Wilson 1927). */
  static Map<String, Object> share(int part, int of) {
    var out = new LinkedHashMap<String, Object>();
    double n = Math.max(1, of);
    double p = part / n;
    double z = 1.96;
    double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z / (1 + z * z / n) * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    out.put("share", Samples.round(p));
    out.put("low", Samples.round(Math.max(0, middle - half)));
    out.put("high", Samples.round(Math.min(1, middle + half)));
    return out;
  }
}
