package dev.prunella.pipeline;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A change of an interval's rows that would take a damage back. It is data: an adapter renders it
 * as a query, people read it, a remedy carries it out.
 */
public sealed interface Transformation {

  /** The columns whose values it changes; empty for changes of whole rows. */
  default Set<String> changed() {
    return switch (this) {
      case Scale t -> Set.copyOf(t.columns());
      case FlipDayAndMonth t -> Set.of(t.column());
      case Shift t -> Set.copyOf(t.columns());
      case Recode t -> Set.of(t.column());
      case Swap t -> Set.of(t.first(), t.second());
      case KeepOneIn t -> Set.of();
      case Distinct t -> Set.of();
      case Respell t -> Set.of(t.column());
      case Cells t -> Set.of(t.column());
    };
  }

  /** The same without rounding, where it rounds. */
  default Optional<Transformation> unrounded() {
    return this instanceof Scale t && t.decimals().isPresent()
        ? Optional.of(new Scale(t.columns(), t.factor(), Optional.empty(), t.within()))
        : Optional.empty();
  }

  /**
   * Multiplies columns; within one category only, where one is named.
   *
   * @param decimals to which the column is written as a rule, and the result rounded: a damage that
   *     rounded is taken back to within that
   */
  record Scale(
      List<String> columns, double factor, Optional<Integer> decimals, Optional<Category> within)
      implements Transformation {
    public Scale {
      columns = List.copyOf(columns);
    }
  }

  /** Rows in which a column has one value. */
  record Category(String column, String value) {
    @Override
    public String toString() {
      return column + " = " + value;
    }
  }

  /** Swaps day and month where that gives a date. */
  record FlipDayAndMonth(String column) implements Transformation {}

  record Shift(List<String> columns, Duration by) implements Transformation {
    public Shift {
      columns = List.copyOf(columns);
    }
  }

  /** Replaces values; others stay. */
  record Recode(String column, Map<String, String> values) implements Transformation {
    public Recode {
      values = Collections.unmodifiableMap(new TreeMap<>(values));
    }
  }

  record Swap(String first, String second) implements Transformation {}

  /** Of rows that are the same in every column, keeps one in {@code copies}. */
  record KeepOneIn(int copies) implements Transformation {}

  /** Of rows that are the same in every column, keeps one. */
  record Distinct() implements Transformation {}

  /** Changes the case of letters, or takes white space away. */
  record Respell(String column, Spelling to) implements Transformation {}

  enum Spelling {
    UPPER,
    LOWER,
    TRIMMED
  }

  /** Multiplies single cells of a column, each found by its row. */
  record Cells(String column, List<Cell> cells) implements Transformation {
    public Cells {
      cells = List.copyOf(cells);
    }
  }

  /**
   * A cell.
   *
   * @param row what finds the row: values of its key columns, as text
   * @param factor 1 takes the cell out of what is judged, where its right value is not known
   */
  record Cell(Map<String, String> row, double value, double factor) {
    public Cell {
      row = Collections.unmodifiableMap(new TreeMap<>(row));
    }
  }
}
