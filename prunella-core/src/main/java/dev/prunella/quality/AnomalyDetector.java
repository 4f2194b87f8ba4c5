package dev.prunella.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges intervals of one table against their history. Immutable and thread-safe.
 *
 * <p>Every measure is scored by its distance from its own history; every aspect of every column is
 * calibrated by itself; what is rare anywhere is judged by how rare the rarest is on clean
 * intervals, so that looking at many things costs no false alarms.
 */
public final class AnomalyDetector {

  /** The share of clean intervals of a table that may be flagged. */
  public static final double FALSE_ALARMS = 0.01;

  /** A strong anomaly is rarer than its threshold by so many powers of ten. */
  private static final double WELL_ABOVE = 1;

  private final Calibration calibration;
  private final double threshold;

  public AnomalyDetector(Calibration calibration, double falseAlarms) {
    this.calibration = calibration;
    this.threshold = calibration.threshold(falseAlarms);
  }

  public AnomalyDetector(Calibration calibration) {
    this(calibration, FALSE_ALARMS);
  }

  /** Judges an interval; without enough history nothing is an alarm. */
  public Assessment assess(History history, Picture today) {
    var scores = CellScores.of(history, today);
    double rarest = 0;
    double unrest = 0;
    for (var cell : scores.best().entrySet()) {
      double rarity = calibration.rarity(cell.getKey(), cell.getValue());
      rarest = Math.max(rarest, rarity);
      unrest += Math.max(0, rarity - 1);
    }
    var anomalies = new ArrayList<Anomaly>();
    if (today.statistics().rows() == 0 && history.neverEmpty()) {
      rarest = Calibration.RAREST;
      anomalies.add(
          new Anomaly(
              Aspect.ROWS,
              "rows",
              List.of(),
              Optional.empty(),
              "rows",
              1,
              Double.MAX_VALUE,
              0,
              rarest,
              true));
    }
    for (var scored : scores.scored()) {
      var m = scored.measure();
      double rarity = calibration.rarity(scored.cell(), scored.score().score());
      if (rarity >= threshold) {
        anomalies.add(
            new Anomaly(
                m.aspect(),
                m.subject(),
                m.columns(),
                m.within(),
                m.statistic(),
                scored.score().low(),
                scored.score().high(),
                m.scale() == Measure.Scale.DISTANCE && m.value() == 0
                    ? scored.score().score()
                    : m.value(),
                rarity,
                rarity >= threshold + WELL_ABOVE));
      }
    }
    return new Assessment(anomalies, rarest, threshold, unrest);
  }
}
