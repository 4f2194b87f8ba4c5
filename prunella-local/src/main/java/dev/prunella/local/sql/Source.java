package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.refs.TableName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Something that FROM brings in, under the name by which the query knows it. */
final class Source {
  final List<String> path;
  final List<Column> columns;

  /** The table, if it is one as it stands. */
  final @Nullable TableName base;

  /** Names in small letters that AS t(a, b) gave: they are not the table's. */
  final Set<String> aliased;

  Source(List<String> path, List<Column> columns, @Nullable TableName base, Set<String> aliased) {
    this.path = path;
    this.columns = columns;
    this.base = base;
    this.aliased = aliased;
  }

  String name() {
    return path.isEmpty() ? "" : path.getLast();
  }

  boolean isNamed(List<String> qualifier) {
    int skip = path.size() - qualifier.size();
    if (skip < 0) {
      return false;
    }
    for (int i = 0; i < qualifier.size(); i++) {
      if (!path.get(skip + i).equalsIgnoreCase(qualifier.get(i))) {
        return false;
      }
    }
    return true;
  }

  boolean isOpen() {
    return !Column.allNamed(columns);
  }

  /** What a column of this source is; null if there is none. */
  @Nullable Hit find(String name, BiFunction<TableName, String, ColumnName> spelling) {
    Column.Rest open = null;
    for (Column column : columns) {
      switch (column) {
        case Column.Named named -> {
          if (named.name().equalsIgnoreCase(name)) {
            return open == null
                ? new Hit(named.name(), named.origin(), tableOf(name), true)
                : new Hit(
                    name, blurred(open, name, named.origin().columns(), spelling), null, true);
          }
        }
        case Column.Rest rest -> {
          if (!rest.without().contains(lower(name))) {
            open =
                open == null ? rest : open.blurred("it is not known from which of several tables");
          }
        }
      }
    }
    return open == null ? null : new Hit(name, through(open, name, spelling), tableOf(name), false);
  }

  private Origin through(
      Column.Rest rest, String name, BiFunction<TableName, String, ColumnName> spelling) {
    // A subquery numbers a name's second use: id_1 may be the id of another table.
    boolean mayBeNumbered = base == null && columns.size() > 1 && name.matches(".*_\\d+");
    return rest.exact() && !mayBeNumbered && Column.tablesOf(columns).size() == 1
        ? Origin.column(spelling.apply(rest.tables().getFirst(), name))
        : blurred(rest, name, Set.of(), spelling);
  }

  private Origin blurred(
      Column.Rest rest,
      String name,
      Set<ColumnName> more,
      BiFunction<TableName, String, ColumnName> spelling) {
    Set<ColumnName> possible = new LinkedHashSet<>(more);
    Column.tablesOf(columns).forEach(table -> possible.add(spelling.apply(table, name)));
    return new Origin.Unknown(rest.why(), possible);
  }

  private @Nullable TableName tableOf(String column) {
    return aliased.contains(lower(column)) ? null : base;
  }

  /**
   * A column that was looked for.
   *
   * @param table the table whose own name for the column this is
   * @param certain whether the source has it beyond doubt
   */
  record Hit(String name, Origin origin, @Nullable TableName table, boolean certain) {}
}
