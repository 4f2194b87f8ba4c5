package dev.prunella.quality;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number that each row gives: a column, or one column divided by another.
 *
 * @param under the divisor, where there is one
 */
public record Quantity(String over, @Nullable String under) implements Comparable<Quantity> {

  public static Quantity of(String column) {
    return new Quantity(column, null);
  }

  public static Quantity ratio(String over, String under) {
    return new Quantity(over, under);
  }

  /** The columns that it is made of. */
  public List<String> columns() {
    return under == null ? List.of(over) : List.of(over, under);
  }

  public boolean involves(String column) {
    return over.equals(column) || column.equals(under);
  }

  @Override
  public int compareTo(Quantity other) {
    return toString().compareTo(other.toString());
  }

  /** For people, and as a key: {@code tax / subtotal}. */
  @Override
  public String toString() {
    return under == null ? over : over + " / " + under;
  }
}
