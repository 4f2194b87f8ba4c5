package dev.prunella.local.quality;

/**
 * Bounds of a search for wrong cells.
 *
 * @param values distinct values of a column that are looked at; of more, nothing is said about
 *     spelling
 * @param shapes of a column that are looked at
 * @param sample rows among which dependencies are looked for
 * @param columns among which dependencies are looked for, the first ones
 * @param dependencies that are tried for one column, the strongest ones
 * @param contradictions different ones, of one dependency; what has more is none
 */
public record CellLimits(
    int values, int shapes, int sample, int columns, int dependencies, int contradictions) {

  public CellLimits {
    if (values < 1
        || shapes < 1
        || sample < 1
        || columns < 1
        || dependencies < 1
        || contradictions < 1) {
      throw new IllegalArgumentException("all limits must be positive");
    }
  }

  public static CellLimits defaults() {
    return new CellLimits(20_000, 2_000, 20_000, 64, 4, 20_000);
  }
}
