package dev.prunella.local.sql;

import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A part of what a relation gives. */
sealed interface Column {

  record Named(String name, Origin origin) implements Column {}

  /**
   * Columns that cannot be listed.
   *
   * @param tables whose columns they may be
   * @param exact whether they are the columns of the one table, under their own names
   * @param without names in small letters that are not among them
   */
  record Rest(List<TableName> tables, boolean exact, Set<String> without, String why)
      implements Column {

    static Rest of(TableName table) {
      return new Rest(
          List.of(table), true, Set.of(), "the columns of table '" + table + "' are not known");
    }

    static Rest vague(List<TableName> tables, String why) {
      return new Rest(tables, false, Set.of(), why);
    }

    Rest except(Set<String> names) {
      var all = new TreeSet<>(without);
      all.addAll(names);
      return new Rest(tables, exact, all, why);
    }

    Rest blurred(String because) {
      return new Rest(tables, false, without, because);
    }
  }

  /** The tables behind those columns that cannot be listed. */
  static List<TableName> tablesOf(List<Column> columns) {
    var tables = new ArrayList<TableName>();
    for (Column column : columns) {
      if (column instanceof Rest rest) {
        rest.tables().stream().filter(t -> !tables.contains(t)).forEach(tables::add);
      }
    }
    return tables;
  }

  static boolean allNamed(List<Column> columns) {
    return columns.stream().allMatch(Named.class::isInstance);
  }
}
