package dev.prunella.quality;

import java.util.Map;

/**
 * How far a clean interval lay from its history: what calibration learns from. Small, and worth
 * keeping with the interval's statistics: learning again then costs no judging again. Immutable.
 *
 * @param highest the highest score of each aspect and subject
 */
public record CleanScores(Map<String, Double> highest) {

  public CleanScores {
    highest = Statistics.sorted(highest);
  }

  /** Scores an interval that was published as it came. */
  public static CleanScores of(History history, Picture picture) {
    return new CleanScores(CellScores.of(history, picture).best());
  }
}
