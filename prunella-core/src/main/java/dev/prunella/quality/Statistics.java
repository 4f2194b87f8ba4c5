package dev.prunella.quality;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The statistical picture of one table interval. Immutable; an adapter computes and stores it.
 * Numbers that do not exist (the mean of no rows) are absent, never zero.
 *
 * @param start the interval's start; times are measured from what clocks show then
 * @param length of the interval
 * @param offset of the clocks from UTC at the start, see {@link Span}
 * @param rows that were looked at: a fixed share of large intervals, see {@link Outline#rows}
 * @param distinctRows how many different rows there are
 * @param contentHash of all rows, times left out, the same in any order; empty for no rows
 * @param groups rows by value of a grouping column
 * @param relations by {@link Relation#toString}
 * @param usuals by {@link Outline.Usual#toString}: the rows against what their keys usually have
 */
public record Statistics(
    Instant start,
    Duration length,
    ZoneOffset offset,
    long rows,
    long distinctRows,
    String contentHash,
    List<ColumnStatistics> columns,
    List<GroupStatistics> groups,
    Map<String, Tally> relations,
    Map<String, UsualStatistics> usuals) {

  private static final Duration DAY = Duration.ofDays(1);

  public Statistics {
    columns = List.copyOf(columns);
    groups = List.copyOf(groups);
    relations = sorted(relations);
    usuals = sorted(usuals);
  }

  /** Keeps an order that does not depend on how the map was made. */
  static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }

  /** What the clocks of its zone show at the start. */
  public LocalDateTime begins() {
    return LocalDateTime.ofInstant(start, offset);
  }

  /** Whether it is a whole day, and not one on whose night clocks change. */
  public boolean lastsADay() {
    return length.equals(DAY);
  }

  /** The share of rows without which every row would still be there; zero where there are none. */
  public double copies() {
    return rows == 0 ? 0 : (double) (rows - distinctRows) / rows;
  }

  public Optional<ColumnStatistics> column(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /**
   * Whether they are of rows that are the same as far as statistics can tell, in whatever order:
   * what is compared with other intervals is left out.
   */
  public boolean isOfSameRows(Statistics other) {
    return rows == other.rows
        && distinctRows == other.distinctRows
        && contentHash.equals(other.contentHash)
        && columns.size() == other.columns.size()
        && columns.stream()
            .allMatch(c -> other.column(c.name()).filter(c::isOfSameValues).isPresent());
  }

  /**
   * Whether {@link #isOfSameRows} knows the rows again, but for a chance of hashes: times are
   * hashed apart from their rows, and fractions to seven digits.
   */
  public boolean tellRowsApart() {
    return columns.stream().allMatch(ColumnStatistics::tellsRowsApart);
  }

  /** The same with least and greatest numbers that were taken from more rows. */
  public Statistics withRanges(Map<String, Range> ranges) {
    var ranged =
        columns.stream()
            .map(
                c ->
                    c.values() instanceof Numbers n && ranges.containsKey(c.name())
                        ? c.withValues(n.within(ranges.get(c.name())))
                        : c)
            .toList();
    return new Statistics(
        start, length, offset, rows, distinctRows, contentHash, ranged, groups, relations, usuals);
  }

  /** The least and the greatest value of a column. */
  public record Range(double least, double greatest) {}

  /** The groups by one column. */
  public List<GroupStatistics> groupsBy(String column) {
    return groups.stream().filter(g -> g.column().equals(column)).toList();
  }

  /** How many rows could break a relation, and how many did. */
  public record Tally(long asked, long broken) {}

  /**
   * One column.
   *
   * @param distinct how many different values; an estimate for large intervals
   * @param contentHash of its values, the same in any order
   * @param sample values by how many rows have them; those that the outline keeps
   */
  public record ColumnStatistics(
      String name,
      TypeClass type,
      long nulls,
      long distinct,
      String contentHash,
      Map<String, Long> sample,
      Values values) {
    public ColumnStatistics {
      sample = sorted(sample);
    }

    private boolean tellsRowsApart() {
      return switch (values) {
        case Numbers n -> n.count() == 0 || n.areHashedExactly();
        case Times t -> t.count() == 0 || t.min() == t.max();
        case Texts _ -> true;
      };
    }

    private boolean isOfSameValues(ColumnStatistics other) {
      return nulls == other.nulls
          && contentHash.equals(other.contentHash)
          && (!(values instanceof Numbers n)
              || (other.values instanceof Numbers o && n.isAbout(o)));
    }

    ColumnStatistics withValues(Values other) {
      return new ColumnStatistics(name, type, nulls, distinct, contentHash, sample, other);
    }

    public Optional<Numbers> numbers() {
      return values instanceof Numbers n ? Optional.of(n) : Optional.empty();
    }

    public Optional<Texts> texts() {
      return values instanceof Texts t ? Optional.of(t) : Optional.empty();
    }

    public Optional<Times> times() {
      return values instanceof Times t ? Optional.of(t) : Optional.empty();
    }
  }

  /** What is known of a column's values by their type. */
  public sealed interface Values {}

  /** The shares of values, from the least to the greatest, at which quantiles are taken. */
  public static final List<Double> GRID = List.of(0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99);

  /**
   * A number column's values.
   *
   * @param quantiles at {@link #GRID}
   * @param logMean mean and standard deviation of ln|x| over values that are not zero
   * @param whole values without a fraction, and with at most one and two decimals
   */
  public record Numbers(
      long count,
      double min,
      double max,
      double mean,
      double deviation,
      List<Double> quantiles,
      double logMean,
      double logDeviation,
      long zeros,
      long negatives,
      long whole,
      long tenths,
      long hundredths)
      implements Values {
    /** Whole numbers below this are no others as DOUBLE. */
    private static final double MOST_WHOLE = 9e15;

    /** Numbers of two decimals below this are no others as FLOAT. */
    private static final double MOST_OF_HUNDREDTHS = 1e5;

    public Numbers {
      quantiles = List.copyOf(quantiles);
    }

    /** Hashes leave the last digits out: here they count, but for what adding up leaves open. */
    private boolean isAbout(Numbers other) {
      return count == other.count
          && Double.compare(min, other.min) == 0
          && Double.compare(max, other.max) == 0
          && (Double.compare(mean, other.mean) == 0
              || Math.abs(mean - other.mean) <= 1e-12 * Math.abs(mean));
    }

    private boolean areHashedExactly() {
      double farthest = Math.max(Math.abs(min), Math.abs(max));
      return whole == count
          ? farthest < MOST_WHOLE
          : hundredths == count && farthest < MOST_OF_HUNDREDTHS;
    }

    /** How many have at most so many decimals, up to two. */
    long withDecimals(int decimals) {
      return switch (decimals) {
        case 0 -> whole;
        case 1 -> tenths;
        default -> hundredths;
      };
    }

    Numbers within(Range range) {
      return new Numbers(
          count,
          range.least(),
          range.greatest(),
          mean,
          deviation,
          quantiles,
          logMean,
          logDeviation,
          zeros,
          negatives,
          whole,
          tenths,
          hundredths);
    }
  }

  /**
   * A text column's values.
   *
   * @param atMaxLength values as long as the longest
   * @param characters of all values together, and the digits among them
   * @param uppers values without small letters, and without capitals
   * @param nonAscii values with a character beyond ASCII
   * @param padded values that begin or end with white space
   * @param damaged values with a replacement character or a typical wrong decoding
   * @param patterns values by their shape: runs of letters, digits and others; the most frequent
   */
  public record Texts(
      long count,
      long empty,
      long minLength,
      long maxLength,
      long atMaxLength,
      long characters,
      long digits,
      long uppers,
      long lowers,
      long nonAscii,
      long padded,
      long damaged,
      Map<String, Long> patterns)
      implements Values {
    public Texts {
      patterns = sorted(patterns);
    }
  }

  /**
   * A time column's values.
   *
   * @param min seconds from the interval's start; so are max and the quantiles
   * @param quantiles at {@link #GRID}
   * @param hours values by hour of the day, 24 of them
   * @param inside values within the interval
   * @param moments different seconds within the interval by hour of the day, 24 of them; none where
   *     they were not counted
   */
  public record Times(
      long count,
      double min,
      double max,
      List<Double> quantiles,
      List<Long> hours,
      long inside,
      List<Long> moments)
      implements Values {
    public Times {
      quantiles = List.copyOf(quantiles);
      hours = List.copyOf(hours);
      moments = List.copyOf(moments);
    }
  }

  /**
   * The rows with one value of a grouping column.
   *
   * @param medians of each quantity, by {@link Quantity#toString}, and of the logarithm of each
   *     usual number against its usual, by {@link Outline.Usual#toString}
   * @param filled rows in which a column is not null
   * @param only the value of a text column that is the same in all these rows
   */
  public record GroupStatistics(
      String column,
      String key,
      long rows,
      Map<String, Double> medians,
      Map<String, Long> filled,
      Map<String, String> only) {
    public GroupStatistics {
      medians = sorted(medians);
      filled = sorted(filled);
      only = sorted(only);
    }
  }

  /**
   * Rows against what their keys usually have.
   *
   * @param known rows whose key history knows
   * @param same rows that agree with it; numbers within half a percent
   * @param min of the natural logarithm of number to usual number; NaN for texts
   * @param quantiles at {@link #GRID}; empty for texts
   */
  public record UsualStatistics(
      long known, long same, double min, double max, List<Double> quantiles) {
    public UsualStatistics {
      quantiles = List.copyOf(quantiles);
    }
  }
}
