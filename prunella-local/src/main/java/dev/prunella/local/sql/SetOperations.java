package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** UNION, INTERSECT and EXCEPT of what queries give. */
final class SetOperations {
  private static final String BY_POSITION =
      "columns are matched by position, and how many there are is not known";

  private SetOperations() {}

  static Relation union(List<Relation> branches, boolean distinct) {
    return new Relation(byPosition(branches), rows(branches, distinct));
  }

  /** INTERSECT and EXCEPT: values of the first branch, rows by all of all branches. */
  static Relation filtered(List<Relation> branches) {
    List<Column> columns =
        branches.stream().allMatch(branch -> Column.allNamed(branch.columns()))
            ? branches.getFirst().columns()
            : byPosition(branches);
    return new Relation(columns, rows(branches, true));
  }

  static Relation unionByName(List<Relation> branches, boolean distinct) {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, List<Origin>> origins = new LinkedHashMap<>();
    List<Column.Rest> rests = new ArrayList<>();
    for (Relation branch : branches) {
      for (Column column : branch.columns()) {
        switch (column) {
          case Column.Named named -> {
            names.putIfAbsent(lower(named.name()), named.name());
            origins
                .computeIfAbsent(lower(named.name()), name -> new ArrayList<>())
                .add(named.origin());
          }
          case Column.Rest rest -> rests.add(rest);
        }
      }
    }
    List<Column> columns = new ArrayList<>();
    names.forEach(
        (key, name) -> {
          List<Origin> all = new ArrayList<>(origins.getOrDefault(key, List.of()));
          for (Column.Rest rest : rests) {
            Set<ColumnName> possible = new LinkedHashSet<>();
            rest.tables().forEach(table -> possible.add(new ColumnName(table, name)));
            all.add(new Origin.Unknown(rest.why(), possible));
          }
          columns.add(new Column.Named(name, Origin.oneOf(all)));
        });
    rests.forEach(rest -> columns.add(rest.blurred(rest.why()).except(names.keySet())));
    return new Relation(columns, rows(branches, distinct));
  }

  private static List<Column> byPosition(List<Relation> branches) {
    List<Column> first = branches.getFirst().columns();
    boolean countable = branches.stream().allMatch(branch -> Column.allNamed(branch.columns()));
    if (!countable) {
      List<TableName> tables = new ArrayList<>();
      for (Relation branch : branches) {
        Column.tablesOf(branch.columns()).forEach(tables::add);
      }
      List<Column> columns = new ArrayList<>();
      for (Column column : first) {
        columns.add(
            switch (column) {
              case Column.Named named ->
                  new Column.Named(
                      named.name(), new Origin.Unknown(BY_POSITION, named.origin().columns()));
              case Column.Rest rest -> Column.Rest.vague(tables, rest.why());
            });
      }
      return columns;
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      List<Origin> all = new ArrayList<>();
      String name = "";
      for (Relation branch : branches) {
        if (i < branch.columns().size() && branch.columns().get(i) instanceof Column.Named named) {
          all.add(named.origin());
          name = name.isEmpty() ? named.name() : name;
        }
      }
      columns.add(new Column.Named(name, Origin.oneOf(all)));
    }
    return columns;
  }

  private static Set<ColumnName> rows(List<Relation> branches, boolean byValue) {
    Set<ColumnName> rows = new LinkedHashSet<>();
    for (Relation branch : branches) {
      rows.addAll(branch.rows());
      if (byValue) {
        rows.addAll(Queries.origins(branch.columns()));
      }
    }
    return rows;
  }
}
