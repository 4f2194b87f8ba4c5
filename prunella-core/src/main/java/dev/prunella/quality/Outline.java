package dev.prunella.quality;

import java.util.List;
import java.util.Optional;

/**
 * Which statistics of a table are computed, found once from a sample of its rows ({@link
 * Discovery}), so that one scan of an interval answers all of them. Statistics of two outlines are
 * compared where both have the same one.
 *
 * @param groups columns by whose values rows are also looked at apart
 * @param quantities what is looked at by group: number columns, and ratios that are steady in a
 *     group
 * @param usuals what a key's rows usually have, looked up in history for each row
 */
public record Outline(
    List<Column> columns,
    List<Group> groups,
    List<Quantity> quantities,
    List<Relation> relations,
    List<Usual> usuals) {

  /** Values of a column of which so many are expected in an interval are kept, sampled by hash. */
  public static final int MAX_SAMPLED = 512;

  public static final int MAX_COLUMNS = 60;
  public static final int MAX_GROUPS = 5;
  public static final int MAX_QUANTITIES = 12;
  public static final int MAX_USUALS = 8;

  public Outline {
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
