package dev.prunella.quality;

import java.util.Comparator;
import java.util.List;

/**
 * An interval judged against its history.
 *
 * @param anomalies the rarest first; none on most clean intervals
 * @param rarity of the rarest thing seen, as -log10 of its probability
 * @param threshold the rarity from which on it is an alarm
 * @param unrest the sum of rarities of all cells beyond their usual; for comparing candidates
 */
public record Assessment(List<Anomaly> anomalies, double rarity, double threshold, double unrest) {

  public Assessment {
    anomalies =
        anomalies.stream().sorted(Comparator.comparingDouble(Anomaly::rarity).reversed()).toList();
  }

  public boolean isAlarm() {
    return rarity >= threshold;
  }

  /** Whether it is one but for the margin that keeps good intervals from alarming. */
  public boolean isNearlyAlarm() {
    return rarity >= threshold - AnomalyDetector.MARGIN;
  }
}
