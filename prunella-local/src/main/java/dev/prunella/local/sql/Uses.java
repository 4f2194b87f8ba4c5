package dev.prunella.local.sql;

import dev.prunella.refs.TableName;
import java.util.LinkedHashSet;
import java.util.Set;

/** Where the text says a table's own name for a column, for whoever wants to change it there. */
final class Uses {

  /**
   * A name in the text.
   *
   * @param reference where the whole dotted name begins
   * @param part which part of it is the column
   * @param givesName whether the output column takes its name from here
   */
  record Named(
      TableName table, String column, int reference, int length, int part, boolean givesName) {}

  /** A plain star that brings a table's columns out under their own names. */
  record Star(TableName table, int end, boolean alone) {}

  /**
   * A place where a column is meant without a name that could be changed there.
   *
   * @param column in small letters, or empty for any
   */
  record Fixed(TableName table, String column, int at, String why) {}

  final Set<Named> named = new LinkedHashSet<>();
  final Set<Star> stars = new LinkedHashSet<>();
  final Set<Fixed> fixed = new LinkedHashSet<>();
}
