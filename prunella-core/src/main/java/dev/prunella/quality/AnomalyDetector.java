package dev.prunella.quality;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/**
 * Judges intervals of one table against their history. Immutable and thread-safe.
 *
 * <p>Every measure is scored by its distance from its own history; every aspect of every column is
 * calibrated by itself; what is rare anywhere is judged by how rare the rarest is on clean
 * intervals, so that looking at many things costs no false alarms. What several aspects say
 * together, none of them loudly, is judged in the same way.
 */
public final class AnomalyDetector {

  /** The share of clean intervals of a table that may be flagged. */
  public static final double FALSE_ALARMS = 0.01;

  /**
   * The rarity that a share of clean intervals reaches is itself learnt from few of them: an alarm
   * is what is rarer by so many powers of ten. What that costs and saves is in docs/anomalies.md.
   */
  static final double MARGIN = 1;

  /** What is as rare as that takes part in an alarm of several together. */
  private static final double CONTRIBUTES = 1.5;

  private static final double HALF = 0.5;

  /** So many rows do not all come twice by chance. */
  private static final int ENOUGH = 20;

  private final Calibration calibration;
  private final double share;
  private final double threshold;

  private AnomalyDetector(Calibration calibration, double share, double margin) {
    this.calibration = calibration;
    this.share = share;
    this.threshold = Math.min(Calibration.RAREST, calibration.threshold(share) + margin);
  }

  public AnomalyDetector(Calibration calibration, double falseAlarms) {
    this(calibration, falseAlarms, MARGIN);
  }

  public AnomalyDetector(Calibration calibration) {
    this(calibration, FALSE_ALARMS);
  }

  /** Takes for an alarm what so large a share of clean intervals shows, without a margin. */
  static AnomalyDetector wary(Calibration calibration, double share) {
    return new AnomalyDetector(calibration, share, 0);
  }

  /** The margin spares good intervals; it does not spare what was made of bad ones. */
  AnomalyDetector withoutMargin() {
    return wary(calibration, share);
  }

  /** Judges an interval; without enough history nothing is an alarm. */
  public Assessment assess(History history, Picture today) {
    var scores = CellScores.of(history, today);
    double rarest = 0;
    double unrest = 0;
    var byAspect = new EnumMap<Aspect, Double>(Aspect.class);
    for (var scored : scores.scored()) {
      double rarity = calibration.rarity(scored.cell(), scored.score().score());
      byAspect.merge(scored.measure().aspect(), rarity, Math::max);
    }
    for (var cell : scores.best().entrySet()) {
      double rarity = calibration.rarity(cell.getKey(), cell.getValue());
      rarest = Math.max(rarest, rarity);
      unrest += Math.max(0, rarity - 1);
    }
    double together = calibration.together(byAspect.values());
    rarest = Math.max(rarest, together);
    var anomalies = new ArrayList<Anomaly>();
    if (today.statistics().rows() == 0 && history.neverEmpty()) {
      rarest = Calibration.RAREST;
      anomalies.add(noRows());
    }
    // Where only all together are rare, those that make it so are the anomalies.
    double least = together >= threshold ? Math.min(threshold, CONTRIBUTES) : threshold;
    for (var scored : scores.scored()) {
      double rarity = calibration.rarity(scored.cell(), scored.score().score());
      if (rarity >= least) {
        anomalies.add(anomaly(scored, rarity));
      }
    }
    double copies = today.statistics().copies();
    if (copies >= HALF
        && today.statistics().rows() >= ENOUGH
        && history.neverHalfAsManyCopies(copies)) {
      rarest = Calibration.RAREST;
      anomalies.removeIf(a -> a.aspect() == Aspect.DUPLICATES && a.columns().isEmpty());
      anomalies.add(copies(copies));
    }
    for (var empty : EmptyHours.of(history, today)) {
      // Judged by itself, and by no more than a few: it has a limit of its own.
      if (empty.rarity() >= EmptyHours.limit(share)) {
        double rarity = Math.clamp(empty.rarity(), threshold, Calibration.RAREST);
        rarest = Math.max(rarest, rarity);
        unrest += rarity - 1;
        anomalies.add(emptyHours(empty, rarity));
      }
    }
    for (var off : HoursOff.of(history, today, HoursOff.limit(share))) {
      double rarity = Math.clamp(off.rarity(), threshold, Calibration.RAREST);
      rarest = Math.max(rarest, rarity);
      unrest += rarity - 1;
      anomalies.add(off.anomaly(rarity));
    }
    return new Assessment(anomalies, rarest, threshold, unrest);
  }

  private static Anomaly anomaly(CellScores.Scored scored, double rarity) {
    var m = scored.measure();
    var score = scored.score();
    double found =
        m.scale() == Measure.Scale.DISTANCE && m.value() == 0 ? score.score() : m.value();
    boolean counted = Measures.isCount(m);
    return new Anomaly(
        m.aspect(),
        m.subject(),
        m.columns(),
        m.within(),
        m.statistic(),
        counted ? Math.rint(score.low() - Measures.HALF) : score.low(),
        counted ? Math.rint(score.high() - Measures.HALF) : score.high(),
        counted ? found - Measures.HALF : found,
        rarity);
  }

  /** However lively a table is, half of its rows are not there twice by chance. */
  private static Anomaly copies(double share) {
    return certain(Aspect.DUPLICATES, "rows equal to another", 0, share / 2, share);
  }

  private static Anomaly emptyHours(EmptyHours empty, double rarity) {
    return new Anomaly(
        Aspect.TIMES,
        empty.column() + Measures.ENDS,
        List.of(empty.column()),
        Optional.empty(),
        EmptyHours.STATISTIC,
        empty.least(),
        empty.usual(),
        0,
        rarity);
  }

  private static Anomaly noRows() {
    return certain(Aspect.ROWS, "rows", 1, Double.MAX_VALUE, 0);
  }

  /** One of all rows that is an alarm wherever the threshold lies. */
  private static Anomaly certain(
      Aspect aspect, String statistic, double low, double high, double found) {
    return new Anomaly(
        aspect,
        "rows",
        List.of(),
        Optional.empty(),
        statistic,
        low,
        high,
        found,
        Calibration.RAREST);
  }
}
