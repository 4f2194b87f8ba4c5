package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import dev.prunella.pipeline.SqlFacts.ColumnName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a query gives.
 *
 * @param rows the columns that decide which rows there are
 */
record Relation(List<Column> columns, Set<ColumnName> rows) {

  Relation {
    columns = List.copyOf(columns);
    rows = Set.copyOf(rows);
  }

  /** As others see it from outside: DuckDB numbers a name's second use. */
  Relation asSource(List<String> aliases) {
    List<Column> named = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (Column column : columns) {
      switch (column) {
        case Column.Named known -> {
          String name = known.name();
          // Bounded: one of the first size + 1 numbers is free.
          for (int n = 1; !used.add(lower(name)); n++) {
            name = known.name() + "_" + n;
          }
          named.add(new Column.Named(name, known.origin()));
        }
        case Column.Rest rest -> named.add(rest);
      }
    }
    return new Relation(renamed(named, aliases), rows);
  }

  /** The first columns get the names of {@code AS t(a, b)}. */
  private static List<Column> renamed(List<Column> columns, List<String> aliases) {
    if (aliases.isEmpty()) {
      return columns;
    }
    List<Column> result = new ArrayList<>();
    boolean counted = true;
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      counted &= column instanceof Column.Named;
      if (counted && i < aliases.size() && column instanceof Column.Named named) {
        result.add(new Column.Named(aliases.get(i), named.origin()));
      } else if (i >= aliases.size() && counted) {
        result.add(column);
      } else {
        return blurred(columns, aliases, i);
      }
    }
    return result;
  }

  /** From the i-th on, it is not known which column got which name. */
  private static List<Column> blurred(List<Column> columns, List<String> aliases, int from) {
    String why = "columns are renamed by position, and how many there are is not known";
    List<Column> result = new ArrayList<>();
    for (int i = 0; i < from && i < aliases.size(); i++) {
      if (columns.get(i) instanceof Column.Named named) {
        result.add(new Column.Named(aliases.get(i), named.origin()));
      }
    }
    for (int i = from; i < aliases.size(); i++) {
      result.add(new Column.Named(aliases.get(i), new Origin.Unknown(why, Set.of())));
    }
    result.add(Column.Rest.vague(Column.tablesOf(columns), why));
    return result;
  }
}
