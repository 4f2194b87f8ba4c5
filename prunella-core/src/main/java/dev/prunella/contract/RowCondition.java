package dev.prunella.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What each single row of a table must fulfil, by itself. */
public sealed interface RowCondition {

  /** The columns it looks at, where they are known without reading SQL. */
  List<String> columns();

  /** For people, after the column's name: {@code is not null}. */
  String words();

  /** There is a value. */
  record Present(String column) implements RowCondition {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public String words() {
      return column + " is not null";
    }
  }

  /**
   * There is a value, and it is none of those that mean nothing.
   *
   * @param nothing texts that stand for no value
   * @param nulls whether NULL does, too
   */
  record NotMissing(String column, List<String> nothing, boolean nulls) implements RowCondition {
    public NotMissing {
      nothing = List.copyOf(nothing);
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public String words() {
      var all = new ArrayList<String>();
      if (nulls) {
        all.add("null");
      }
      nothing.forEach(word -> all.add("'" + word + "'"));
      return column + " is not " + String.join(", ", all);
    }
  }

  /** The value is among these, or NULL. */
  record OneOf(String column, List<String> values) implements RowCondition {
    public OneOf {
      values = List.copyOf(values);
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public String words() {
      int shown = Math.min(values.size(), 6);
      return column
          + " is one of "
          + String.join(", ", values.subList(0, shown))
          + (shown < values.size() ? " and " + (values.size() - shown) + " more" : "");
    }
  }

  /** The value's text holds what the regular expression looks for, or the value is NULL. */
  record Matches(String column, String pattern) implements RowCondition {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public String words() {
      return column + " matches " + pattern;
    }
  }

  /**
   * The value lies within bounds, or is NULL.
   *
   * @param least and most: numbers, or dates and times as the table's engine reads them
   */
  record Within(String column, Optional<Bound> least, Optional<Bound> most)
      implements RowCondition {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public String words() {
      var all = new ArrayList<String>();
      least.ifPresent(b -> all.add((b.inclusive() ? "at least " : "more than ") + b.value()));
      most.ifPresent(b -> all.add((b.inclusive() ? "at most " : "less than ") + b.value()));
      return column + " is " + String.join(" and ", all);
    }
  }

  /**
   * An end of a range.
   *
   * @param inclusive whether the value itself is within
   */
  record Bound(String value, boolean inclusive) {}

  /** The text has so many characters, or is NULL. */
  record Length(String column, Optional<Long> least, Optional<Long> most) implements RowCondition {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public String words() {
      var all = new ArrayList<String>();
      least.ifPresent(n -> all.add("at least " + n));
      most.ifPresent(n -> all.add("at most " + n));
      return column + " has " + String.join(" and ", all) + " characters";
    }
  }

  /** The number is a multiple of another, or NULL. */
  record MultipleOf(String column, BigDecimal unit) implements RowCondition {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public String words() {
      return column + " is a multiple of " + unit.toPlainString();
    }
  }

  /** What a person wrote in SQL is not false; as in a CHECK constraint, NULL is not false. */
  record Holds(String sql) implements RowCondition {
    @Override
    public List<String> columns() {
      return List.of();
    }

    @Override
    public String words() {
      return sql.strip();
    }
  }

  /** All of these hold. */
  record All(List<RowCondition> conditions) implements RowCondition {
    public All {
      conditions = List.copyOf(conditions);
    }

    @Override
    public List<String> columns() {
      return conditions.stream().flatMap(c -> c.columns().stream()).distinct().toList();
    }

    @Override
    public String words() {
      return conditions.stream().map(RowCondition::words).collect(Collectors.joining(", and "));
    }
  }
}
