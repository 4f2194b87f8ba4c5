package dev.prunella.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a check measures of a table. */
public sealed interface Measure {

  /** The stable word for it, part of a check's id. */
  String word();

  /** The column has its type, as 1, or is missing or of another type, as 0. */
  record HasColumn(String column, Optional<LogicalType> logical, Optional<String> physical)
      implements Measure {
    @Override
    public String word() {
      return "column";
    }
  }

  /** How many rows there are. */
  record RowCount() implements Measure {
    @Override
    public String word() {
      return "rowCount";
    }
  }

  /**
   * How many rows do not fulfil a condition.
   *
   * @param word of the rule
   */
  record FailingRows(RowCondition condition, String word) implements Measure {}

  /**
   * How many rows there are beyond the first of each value of these columns; rows in which one of
   * the columns is NULL do not count.
   *
   * @param columns together, never empty
   * @param word of the rule
   */
  record DuplicateRows(List<String> columns, String word) implements Measure {
    public DuplicateRows {
      columns = List.copyOf(columns);
    }
  }

  /** The one value that a query gives. */
  record QueryValue(String sql) implements Measure {
    @Override
    public String word() {
      return "sql";
    }
  }

  /**
   * How old the newest value is.
   *
   * @param column a date or timestamp; empty for the time at which the table last changed
   * @param most how old it may be
   */
  record Age(Optional<String> column, Duration most) implements Measure {
    public Age {
      if (most.isNegative() || most.isZero()) {
        throw new IllegalArgumentException("an age to keep is positive, not " + most);
      }
    }

    @Override
    public String word() {
      return "freshness";
    }
  }

  /** Whether it finds single rows, so that they can be named, and laid aside. */
  default boolean findsRows() {
    return this instanceof FailingRows;
  }
}
