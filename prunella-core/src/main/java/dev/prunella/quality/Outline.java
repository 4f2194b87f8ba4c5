package dev.prunella.quality;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which statistics of a table are computed, found once from a sample of its rows ({@link
 * Discovery}), so that one scan of an interval answers all of them. Statistics of two outlines are
 * compared where both have the same one.
 *
 * @param rows the share of the rows that is looked at in detail, chosen by a hash of their content,
 *     so that a row's copies are chosen with it; 1 for all. Least and greatest are of all rows
 * @param groups columns by whose values rows are also looked at apart
 * @param quantities what is looked at by group: number columns, and ratios that are steady in a
 *     group
 * @param usuals what a key's rows usually have, looked up in history for each row
 */
public record Outline(
    double rows,
    List<Column> columns,
    List<Group> groups,
    List<Quantity> quantities,
    List<Relation> relations,
    List<Usual> usuals) {

  /** Values of a column of which so many are expected in an interval are kept, sampled by hash. */
  public static final int MAX_SAMPLED = 512;

  /** Of an interval with more rows about as many are looked at in detail. */
  public static final long MAX_ROWS = 60_000;

  public static final int MAX_COLUMNS = 60;
  public static final int MAX_GROUPS = 5;
  public static final int MAX_QUANTITIES = 12;
  public static final int MAX_USUALS = 8;

  public Outline {
    if (!(rows > 0 && rows <= 1)) {
      throw new IllegalArgumentException("the share of rows is above 0 and at most 1, got " + rows);
    }
    columns = List.copyOf(columns);
    groups = List.copyOf(groups);
    quantities = List.copyOf(quantities);
    relations = List.copyOf(relations);
    usuals = List.copyOf(usuals);
  }

  /**
   * A column.
   *
   * @param sampled the share of its distinct values that is kept, chosen by hash, so that the same
   *     values are kept of every interval; 1 for all
   */
  public record Column(String name, TypeClass type, double sampled) {}

  /**
   * A column by which rows are grouped.
   *
   * @param sampled the share of its values that is looked at, chosen by hash
   * @param category few values that come back in every interval, unlike a key
   */
  public record Group(String column, double sampled, boolean category) {}

  /** What rows with one value of a key column usually have. */
  public sealed interface Usual {
    String key();

    /** A number: its typical value by key. */
    record OfNumber(String key, Quantity quantity) implements Usual {
      @Override
      public String toString() {
        return quantity + " by " + key;
      }
    }

    /** A text that the key determines. */
    record OfText(String key, String column) implements Usual {
      @Override
      public String toString() {
        return column + " by " + key;
      }
    }
  }

  /** How many intervals an outline serves before it is looked for again. */
  public static final int RENEWED_AFTER = 30;

  /**
   * Whether a newer outline of the same table would say nothing more: then this one is kept, and no
   * interval has to be scanned again. How much of a column's values is kept, and orders between
   * columns, differ from sample to sample and do not count.
   */
  public boolean saysAllOf(Outline newer) {
    return names().containsAll(newer.names())
        && groupings().containsAll(newer.groupings())
        && usuals.containsAll(newer.usuals)
        && equations().containsAll(newer.equations());
  }

  private Set<String> names() {
    return columns.stream().map(c -> c.type() + " " + c.name()).collect(Collectors.toSet());
  }

  private Set<String> groupings() {
    return groups.stream().map(g -> g.category() + " " + g.column()).collect(Collectors.toSet());
  }

  private Set<Relation> equations() {
    return relations.stream()
        .filter(r -> !(r instanceof Relation.AtMost))
        .collect(Collectors.toSet());
  }

  public Optional<Column> column(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  public List<String> names(TypeClass type) {
    return columns.stream().filter(c -> c.type() == type).map(Column::name).toList();
  }

  public List<Usual.OfNumber> usualNumbers() {
    return usuals.stream()
        .filter(Usual.OfNumber.class::isInstance)
        .map(Usual.OfNumber.class::cast)
        .toList();
  }

  public List<Usual.OfText> usualTexts() {
    return usuals.stream()
        .filter(Usual.OfText.class::isInstance)
        .map(Usual.OfText.class::cast)
        .toList();
  }
}
