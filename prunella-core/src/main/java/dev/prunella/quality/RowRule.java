package dev.prunella.quality;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What each row of a table seems to keep to; found in its values alone, and no promise yet. */
public sealed interface RowRule {

  /** The column whose cells may break it. */
  String column();

  /** The rule in words, for a person. */
  String words();

  /** No cell is empty. */
  record Complete(String column) implements RowRule {
    @Override
    public String words() {
      return column + " is never empty";
    }
  }

  /** No word stands for a missing value. */
  record Unmarked(String column, List<String> markers) implements RowRule {
    public Unmarked {
      markers = List.copyOf(markers);
    }

    @Override
    public String words() {
      return column + " does not write 'no value' as " + String.join(", ", markers);
    }
  }

  /** All values are numbers, with nothing before or after. */
  record Plain(String column) implements RowRule {
    @Override
    public String words() {
      return column + " holds numbers without text";
    }
  }

  /** A number and its unit, which has one spelling; {@code units} are those found. */
  record OneUnit(String column, List<String> units) implements RowRule {
    public OneUnit {
      units = List.copyOf(units);
    }

    @Override
    public String words() {
      return column + " spells its unit in one way, not " + String.join(", ", units);
    }
  }

  /**
   * Values look alike.
   *
   * @param shapes as {@link Shape#coarse} gives them
   */
  record Shaped(String column, List<String> shapes) implements RowRule {
    public Shaped {
      shapes = List.copyOf(shapes);
    }

    /** A regular expression (RE2 and Java alike) that the values of these shapes match whole. */
    public String pattern() {
      return shapes.stream().map(Shape::pattern).collect(Collectors.joining("|", "^(", ")$"));
    }

    @Override
    public String words() {
      return column + " is written like " + String.join(" or ", shapes);
    }
  }

  /**
   * Values come from a small set and return.
   *
   * @param valid the set
   * @param slips values outside it that are misspellings of one of them
   */
  record Spelled(String column, List<String> valid, Map<String, String> slips) implements RowRule {
    public Spelled {
      valid = List.copyOf(valid);
      slips = Map.copyOf(slips);
    }

    @Override
    public String words() {
      return column + " is one of " + valid.size() + " values";
    }
  }

  /** Rows that agree in some columns agree in this one: an approximate functional dependency. */
  record Determined(List<String> by, String column) implements RowRule {
    public Determined {
      by = List.copyOf(by);
    }

    @Override
    public String words() {
      return String.join(" and ", by) + (by.size() == 1 ? " determines " : " determine ") + column;
    }
  }

  /** Text was decoded as it was encoded. */
  record Decoded(String column) implements RowRule {
    @Override
    public String words() {
      return column + " has no characters that a wrong decoding leaves";
    }
  }

  /** A value of another column does not stand in this one, leaving the other empty. */
  record Separate(String column, String other) implements RowRule {
    @Override
    public String words() {
      return column + " does not hold the value of " + other;
    }
  }

  /** Numbers are within a factor of the median of rows that agree in a column. */
  record Near(String column, String by, double factor) implements RowRule {
    @Override
    public String words() {
      return column
          + " is within a factor of "
          + Math.round(factor)
          + " of what is usual for its "
          + by;
    }
  }

  /** No value comes twice. */
  record Distinct(String column) implements RowRule {
    @Override
    public String words() {
      return column + " identifies a row";
    }
  }
}
