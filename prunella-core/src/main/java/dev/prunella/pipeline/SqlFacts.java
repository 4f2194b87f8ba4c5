package dev.prunella.pipeline;

import dev.prunella.refs.TableName;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a model's SQL says about itself, found without running it.
 *
 * @param reads the tables it reads, each once, in the order of the text; names that its own WITH
 *     clauses and aliases take are not among them
 * @param columns what it gives, in order
 * @param parameters the named parameters, in the order in which they first appear
 * @param warnings sentences for the author: legal, but likely to surprise
 */
public record SqlFacts(
    List<TableName> reads,
    List<OutputColumn> columns,
    List<Parameter> parameters,
    SortedSet<String> warnings) {

  public SqlFacts {
    reads = List.copyOf(reads);
    columns = List.copyOf(columns);
    parameters = List.copyOf(parameters);
    warnings = Collections.unmodifiableSortedSet(new TreeSet<>(warnings));
  }

  /** Whether every output column is known by name. */
  public boolean allColumnsKnown() {
    return columns.stream().allMatch(OutputColumn.Named.class::isInstance);
  }

  /** A known output column; letter case does not count. */
  public Optional<OutputColumn.Named> column(String name) {
    return columns.stream()
        .filter(OutputColumn.Named.class::isInstance)
        .map(OutputColumn.Named.class::cast)
        .filter(column -> column.name().equalsIgnoreCase(name))
        .findFirst();
  }

  /** A part of what the SQL gives. */
  public sealed interface OutputColumn {

    /** One column. */
    record Named(String name, Lineage lineage) implements OutputColumn {}

    /**
     * Here stand some columns, or none, whose names cannot be known from the text.
     *
     * @param from the tables that they can come from, where that is known
     * @param why a sentence: which star, and what is missing
     */
    record Unlisted(List<TableName> from, String why) implements OutputColumn {
      public Unlisted {
        from = List.copyOf(from);
      }
    }
  }

  /** Where a column's values come from. */
  public sealed interface Lineage {

    /**
     * Known exactly.
     *
     * @param from the columns that the value is computed from
     * @param rows the columns that do not enter the value but decide which rows there are: join
     *     keys, conditions, groups. Where one could belong to either of two tables whose columns
     *     are not known, both are listed
     */
    record Known(Kind kind, SortedSet<ColumnName> from, SortedSet<ColumnName> rows)
        implements Lineage {
      public Known {
        from = Collections.unmodifiableSortedSet(new TreeSet<>(from));
        rows = Collections.unmodifiableSortedSet(new TreeSet<>(rows));
      }
    }

    /**
     * Cannot be known from the text.
     *
     * @param possible columns that it may come from, where that much is known; not exhaustive
     */
    record Unknown(String why, SortedSet<ColumnName> possible) implements Lineage {
      public Unknown {
        possible = Collections.unmodifiableSortedSet(new TreeSet<>(possible));
      }
    }
  }

  /** How a value is made, the plainest first. */
  public enum Kind {
    /** The same for every row and in every run: no column enters it. */
    CONSTANT,
    /** The value of a column, possibly under another name; of one column per branch of a UNION. */
    DIRECT,
    /**
     * Made from values of the same row, or of rows found by it; also what chance or clock gives.
     */
    COMPUTED,
    /** Made from many rows. */
    AGGREGATED;

    /** What a value made from both is. */
    public Kind with(Kind other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /** A column of a table; ordered by table, then by name. */
  public record ColumnName(TableName table, String column) implements Comparable<ColumnName> {

    public boolean matches(TableName otherTable, String otherColumn) {
      return table.matches(otherTable) && column.equalsIgnoreCase(otherColumn);
    }

    @Override
    public int compareTo(ColumnName other) {
      int c = table.compareTo(other.table);
      return c != 0 ? c : column.compareTo(other.column);
    }

    /** For people: {@code sales.orders.amount}. */
    @Override
    public String toString() {
      return table + "." + column;
    }
  }

  /**
   * A named parameter, such as {@code $interval_start}.
   *
   * @param name in small letters, without the dollar sign: letter case does not count
   * @param at every place where it stands, at its dollar sign
   */
  public record Parameter(String name, List<Position> at) {
    public Parameter {
      name = name.toLowerCase(Locale.ROOT);
      at = List.copyOf(at);
    }
  }
}
