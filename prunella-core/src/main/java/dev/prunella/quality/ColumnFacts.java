package dev.prunella.quality;

import java.util.List;
import java.util.Map;

/**
 * What is known of a column's values, all taken as text without spaces around.
 *
 * @param numeric whether its type is a number or a time, so that how it is written says nothing
 * @param rows of the table
 * @param missing rows without a value
 * @param distinct values
 * @param values the most frequent ones with their rows; all of them where {@code whole}
 * @param coarse rows by {@link Shape#coarse}, the most frequent
 * @param fine rows by {@link Shape#fine}, the most frequent
 * @param numbers rows whose value can be read as a number
 */
public record ColumnFacts(
    String name,
    boolean numeric,
    long rows,
    long missing,
    long distinct,
    List<Counted> values,
    Map<String, Long> coarse,
    Map<String, Long> fine,
    long numbers) {

  /** A value and in how many rows it is. */
  public record Counted(String text, long rows) {}

  public ColumnFacts {
    values = List.copyOf(values);
    coarse = Map.copyOf(coarse);
    fine = Map.copyOf(fine);
  }

  /** Whether {@link #values} are all of them. */
  public boolean whole() {
    return values.size() >= distinct;
  }

  /** Rows with a value. */
  public long filled() {
    return rows - missing;
  }

  /** Whether almost all values can be read as numbers. */
  public boolean holdsNumbers() {
    return numeric || numbers >= 0.9 * filled();
  }
}
