package dev.prunella.quality;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a table's earlier intervals, from which {@link Discovery} finds an {@link Outline}.
 *
 * @param rowsPerInterval how many rows an interval really has, about
 * @param columns never empty; all with the same number of values
 * @param intervals for each row, the number of the interval that it comes from
 */
public record RowSample(double rowsPerInterval, List<Values> columns, List<Integer> intervals) {

  public RowSample {
    columns = List.copyOf(columns);
    intervals = List.copyOf(intervals);
  }

  public int rows() {
    return intervals.size();
  }

  double intervalCount() {
    return Math.max(1, new HashSet<>(intervals).size());
  }

  /**
   * A column's values.
   *
   * @param texts every value as text, null where it is missing
   * @param numbers the same as numbers, NaN where it is missing or none
   */
  public record Values(
      String name, TypeClass type, List<@Nullable String> texts, List<Double> numbers) {
    public Values {
      texts = Collections.unmodifiableList(new ArrayList<>(texts));
      numbers = List.copyOf(numbers);
    }

    /** For other modules: a record's constructor does not tell them that texts may be null. */
    public static Values of(
        String name, TypeClass type, List<@Nullable String> texts, List<Double> numbers) {
      return new Values(name, type, texts, numbers);
    }

    int distinct() {
      var seen = new HashSet<>(texts);
      seen.remove(null);
      return seen.size();
    }

    boolean whole() {
      return type == TypeClass.NUMBER
          && numbers.stream().allMatch(n -> n.isNaN() || n == Math.rint(n));
    }
  }
}
