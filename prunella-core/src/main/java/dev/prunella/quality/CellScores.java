package dev.prunella.quality;

import dev.prunella.quality.History.Compared;
import dev.prunella.quality.Scoring.Score;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All scores of one interval against a history. */
final class CellScores {
  private final List<Scored> scored = new ArrayList<>();
  private final Map<String, Double> best = new LinkedHashMap<>();

  /**
   * A measure with its score.
   *
   * @param cell where it is calibrated: what never changed in history, apart from what did
   */
  record Scored(Measure measure, Score score, String cell) {}

  private CellScores() {}

  static CellScores of(History history, Picture today) {
    var out = new CellScores();
    int season = today.season();
    var squares = new HashMap<String, List<Double>>();
    for (Compared compared : history.compare(today)) {
      var measure = compared.measure();
      var score = Scoring.of(measure, compared.past(), season);
      boolean never = compared.past().constant();
      out.add(measure, score, never ? measure.cell() + "|never changed" : measure.cell());
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
                single(Aspect.GROUP_VALUES, column + " jointly", List.of(column), "joint distance"),
                new Score(4 * Math.sqrt(Numeric.mean(all)), 0, 4)));
    RowCounts.score(history, today)
        .ifPresent(
            score ->
                out.add(single(Aspect.ROWS, "counts jointly", List.of(), "joint distance"), score));
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
