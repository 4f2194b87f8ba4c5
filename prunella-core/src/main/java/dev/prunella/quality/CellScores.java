package dev.prunella.quality;

import dev.prunella.quality.History.Compared;
import dev.prunella.quality.Scoring.Score;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All scores of one interval against a history. */
final class CellScores {
  private static final String NEVER_CHANGED = "|never changed";
  private static final String JOINTLY = " jointly";
  private static final String BELOW = "|below";
  private static final String ABOVE = "|above";
  private static final List<String> KINDS = List.of(NEVER_CHANGED, BELOW, ABOVE, JOINTLY);

  /** A value that was common enough before scores no more. */
  private static final double COMMON = 3;

  private final List<Scored> scored = new ArrayList<>();
  private final Map<String, Double> best = new LinkedHashMap<>();

  /**
   * A measure with its score.
   *
   * @param cell where it is calibrated: what lies below apart from what lies above, and what never
   *     changed in history apart from what did
   */
  record Scored(Measure measure, Score score, String cell) {}

  /** Measures of one subject that are also judged together. */
  private static final class Joint {
    private final Aspect aspect;
    private final List<String> columns;
    private final JointDistance distance = new JointDistance();

    Joint(Aspect aspect, List<String> columns) {
      this.aspect = aspect;
      this.columns = columns;
    }
  }

  private static final Set<Aspect> JOINED = EnumSet.of(Aspect.ROWS, Aspect.TIMES, Aspect.VALUES);

  private CellScores() {}

  static CellScores of(History history, Picture today) {
    var out = new CellScores();
    int season = today.season();
    var joint = new LinkedHashMap<String, Joint>();
    var squares = new HashMap<String, List<Double>>();
    for (Compared compared : history.compare(today)) {
      var measure = compared.measure();
      var found = Scoring.of(measure, compared.past(), season);
      var score = compared.common() ? found.atMost(COMMON) : found;
      if (compared.past().constant()) {
        out.add(measure, score, measure.cell() + NEVER_CHANGED);
      } else {
        out.addBySide(measure, score);
      }
      if (JOINED.contains(measure.aspect()) && !measure.subject().endsWith(Measures.COUNTED)) {
        var counts = measure.aspect() == Aspect.ROWS;
        joint
            .computeIfAbsent(
                measure.aspect()
                    + "|"
                    + (counts ? "counts" : measure.subject().replace(Measures.ENDS, ""))
                    + JOINTLY,
                k -> new Joint(measure.aspect(), counts ? List.of() : measure.columns()))
            .distance
            .add(measure, compared.past(), history.pictures().size(), season);
      }
      if (measure.aspect() == Aspect.GROUP_VALUES && measure.scale() == Measure.Scale.DIFFERENCE) {
        measure
            .within()
            .ifPresent(
                w ->
                    squares
                        .computeIfAbsent(w.column(), k -> new ArrayList<>())
                        .add(Math.min(36, score.score() * score.score())));
      }
    }
    squares.forEach(
        (column, all) ->
            out.add(
                single(Aspect.GROUP_VALUES, column + JOINTLY, List.of(column), "joint distance"),
                new Score(4 * Math.sqrt(Numeric.mean(all)), 0, 4)));
    joint.forEach(
        (cell, measures) ->
            measures
                .distance
                .score()
                .ifPresent(
                    score ->
                        out.add(
                            single(
                                measures.aspect,
                                cell.substring(cell.indexOf('|') + 1),
                                measures.columns,
                                "joint distance"),
                            score)));
    out.repeats(history, today);
    return out;
  }

  private static Measure single(
      Aspect aspect, String subject, List<String> columns, String statistic) {
    return new Measure(
        aspect, subject, columns, Optional.empty(), statistic, Measure.Scale.DISTANCE, 0, 0, 0, 0);
  }

  private void add(Measure measure, Score score) {
    add(measure, score, measure.cell());
  }

  private void add(Measure measure, Score score, String cell) {
    scored.add(new Scored(measure, score, cell));
    best.merge(cell, score.score(), Math::max);
  }

  /**
   * What lies below and what lies above is calibrated apart: that a table grew twofold when a store
   * opened does not say that it loses half of its rows as easily. What never changed has no sides:
   * that it did is all there is to say.
   */
  private void addBySide(Measure measure, Score score) {
    switch (score.side()) {
      case BELOW -> addBeside(measure, score, BELOW, ABOVE);
      case ABOVE -> addBeside(measure, score, ABOVE, BELOW);
      case NEITHER -> add(measure, score);
    }
  }

  private void addBeside(Measure measure, Score score, String side, String other) {
    add(measure, score, measure.cell() + side);
    best.merge(measure.cell() + other, 0.0, Math::max);
  }

  /** What tells a cell from others of its aspect, whatever it is about. */
  static String kind(String cell) {
    return KINDS.stream().filter(cell::endsWith).findFirst().orElse("");
  }

  private void repeats(History history, Picture today) {
    double most = 0;
    for (var earlier : history.pictures()) {
      most = Math.max(most, history.repetition(today.statistics(), earlier.statistics()));
    }
    if (history.telling() > 0) {
      add(
          single(Aspect.REPEATS, "columns", List.of(), "columns that repeat an earlier interval"),
          new Score(most, 0, 0));
    }
  }

  /** The highest score of each cell. */
  Map<String, Double> best() {
    return best;
  }

  List<Scored> scored() {
    return scored;
  }
}
