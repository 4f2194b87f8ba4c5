package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of one table interval, asked in aggregate. The adapter reads them where they lie; no
 * answer holds more than the named bounds. Not thread-safe.
 */
public interface Rows {

  /** The interval's statistics as they would be after a change, by the same one scan. */
  Statistics under(Transformation change);

  /**
   * How many rows do not have again what they have when a column is scaled back, rounded as it is
   * usually written, and the damage is done to that once more: with a factor that is only nearly
   * right large numbers do not.
   *
   * @param back by which factor, to which decimals; in all rows
   * @param digits to which the column is written as it came, 0 to 2
   */
  long strays(Transformation.Scale back, String column, int digits);

  /**
   * How often each number of equal rows occurs: 1 to how many different rows stand once, 2 to how
   * many stand twice; numbers above {@code most} are counted there.
   */
  Map<Integer, Long> multiplicities(int most);

  /**
   * How many rows have a value of a column where their key's usual value is another: today's value,
   * then the usual one, then the number of rows.
   *
   * @param most pairs, the most frequent first
   */
  List<Pair> against(Outline.Usual.OfText usual, int most);

  record Pair(String found, String usual, long rows) {}

  /**
   * The cells of a column outside bounds, or whose logarithm against the key's usual value is, or
   * that stand in a row that breaks a sum; the farthest first.
   *
   * @param bounds of the value
   * @param usual where the column has one, with the largest logarithm in either direction
   * @param sum a relation that the column is part of
   * @param naming columns whose values name a row
   */
  List<Outlier> outliers(
      String column,
      Bounds bounds,
      Optional<UsualBound> usual,
      Optional<Relation.Sum> sum,
      List<String> naming,
      int most);

  record Bounds(double least, double greatest) {}

  record UsualBound(Outline.Usual.OfNumber usual, double most) {}

  /**
   * A cell that stands out.
   *
   * @param row values of the naming columns, as text
   * @param usual what its key usually has
   * @param demanded what the sum that it breaks demands
   */
  record Outlier(
      Map<String, String> row, double value, Optional<Double> usual, Optional<Double> demanded) {
    public Outlier {
      row = Statistics.sorted(row);
    }
  }
}
