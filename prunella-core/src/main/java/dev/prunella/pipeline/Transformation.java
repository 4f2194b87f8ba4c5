package dev.prunella.pipeline;

import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
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
      case Convert t -> Set.of(t.column());
    };
  }

  /** The same without rounding, where it rounds. */
  default Optional<Transformation> unrounded() {
    return switch (this) {
      case Scale t when t.decimals().isPresent() ->
          Optional.of(new Scale(t.columns(), t.factor(), Optional.empty(), t.within()));
      case Convert t when t.decimals().isPresent() -> Optional.of(t.rounded(Optional.empty()));
      default -> Optional.empty();
    };
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

  /**
   * Converts a column by the rate of each row's day; within one category only, where one is named.
   * The rates are part of it, so that it stays what it was when the table that had them changes. A
   * row of a day without a rate is an error.
   *
   * @param at the column with a row's day
   * @param divides whether a value is divided by its rate, rather than multiplied
   * @param decimals to which the result is rounded
   */
  record Convert(
      String column,
      String at,
      Rates rates,
      boolean divides,
      Optional<Integer> decimals,
      Optional<Category> within)
      implements Transformation {

    /** The same, rounded otherwise. */
    public Convert rounded(Optional<Integer> to) {
      return new Convert(column, at, rates, divides, to, within);
    }

    /** What takes it back, but for what is lost by rounding. */
    public Convert reversed() {
      return new Convert(column, at, rates, !divides, Optional.empty(), within);
    }

    /** For people: which unit, and where. */
    public String words() {
      return "%s in %s%s, by %s.%s of the day in %s"
          .formatted(
              column,
              rates.unit(),
              within.map(w -> " where " + w).orElse(""),
              rates.table(),
              rates.rateColumn(),
              at);
    }
  }

  /**
   * What one unit was worth, day by day.
   *
   * @param table where that stood
   * @param unitColumn its column that names the unit
   * @param dayColumn its column with the day of a rate
   * @param rateColumn its column with the rate
   */
  record Rates(
      TableName table,
      String unitColumn,
      String dayColumn,
      String rateColumn,
      String unit,
      Map<LocalDate, BigDecimal> of) {
    public Rates {
      of = Collections.unmodifiableMap(new TreeMap<>(of));
    }
  }
}
