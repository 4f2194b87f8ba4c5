package dev.prunella.bench.anomalies;

import dev.prunella.local.quality.IntervalRows;
import dev.prunella.local.quality.ReferenceTables;
import dev.prunella.quality.AnomalyDetector;
import dev.prunella.quality.Calibration;
import dev.prunella.quality.CleanScores;
import dev.prunella.quality.History;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Picture;
import dev.prunella.quality.Reference;
import dev.prunella.quality.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The days of a table that are looked at with one outline. Each is judged by what came before it
 * and by nothing else, as in production: its history, what keys usually have, and the calibration.
 */
final class Era implements AutoCloseable {
  private static final int REFERENCE_DAYS = 7;

  private final DailyTable table;
  private final Outline outline;
  private final int first;
  private final double falseAlarms;
  private final List<Picture> pictures = new ArrayList<>();
  private final List<CleanScores> scores = new ArrayList<>();
  private final Map<Integer, AnomalyDetector> detectors = new HashMap<>();
  private final TreeMap<Integer, ReferenceTables> references = new TreeMap<>();

  /**
   * Begins an era.
   *
   * @param start the first day that is judged with it; as many before it are scanned as it learns
   *     from
   */
  Era(DailyTable table, Outline outline, int start, double falseAlarms) {
    this.table = table;
    this.outline = outline;
    this.first = Math.max(0, start - Calibration.INTERVALS - History.INTERVALS);
    this.falseAlarms = falseAlarms;
  }

  Outline outline() {
    return outline;
  }

  /** A clean day's picture; those before it are scanned first. */
  Picture picture(int day) {
    for (int d = first + pictures.size(); d <= day; d++) {
      pictures.add(Picture.of(outline, rows(d, table.relation(d)).statistics()));
    }
    return pictures.get(day - first);
  }

  IntervalRows rows(int day, String relation) {
    return new IntervalRows(
        table.connection(),
        relation,
        outline,
        references(day),
        Span.utc(table.start(day), DailyTable.LENGTH),
        0);
  }

  /** What keys usually had before a week's first day; renewed each week. */
  private ReferenceTables references(int day) {
    int renewed = first + (day - first) / REFERENCE_DAYS * REFERENCE_DAYS;
    var known = references.get(renewed);
    if (known == null) {
      var before = before(renewed, Reference.INTERVALS).stream().map(Picture::statistics).toList();
      known = new ReferenceTables(table.connection(), outline, Reference.of(outline, before));
      references.put(renewed, known);
    }
    return known;
  }

  private List<Picture> before(int day, int most) {
    if (day > first) {
      picture(day - 1);
    }
    return pictures.subList(Math.max(0, day - first - most), day - first);
  }

  History history(int day) {
    return new History(outline, List.copyOf(before(day, History.INTERVALS)));
  }

  /** Calibrated on clean days before this one; learnt again each week. */
  AnomalyDetector detector(int day) {
    int renewed = day / Calibration.RENEWED_AFTER * Calibration.RENEWED_AFTER;
    return detectors.computeIfAbsent(renewed, this::calibrated);
  }

  private AnomalyDetector calibrated(int day) {
    for (int d = first + scores.size(); d < day; d++) {
      scores.add(CleanScores.of(history(d), picture(d)));
    }
    int from = Math.max(Calibration.from(day), day - Calibration.INTERVALS);
    var clean = scores.subList(Math.max(from - first, Calibration.from(day - first)), day - first);
    return new AnomalyDetector(Calibration.learn(clean), falseAlarms);
  }

  @Override
  public void close() {
    references.values().forEach(ReferenceTables::close);
    references.clear();
  }
}
