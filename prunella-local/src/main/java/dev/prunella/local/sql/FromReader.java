package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.duckdb.SqlWalk;
import dev.prunella.local.sql.Expressions.Place;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Kind;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a FROM clause brings in. */
final class FromReader {
  /** Functions in FROM that give one column, named like the alias or the function. */
  private static final Set<String> ONE_COLUMN =
      Set.of("range", "generate_series", "unnest", "repeat");

  private final Reading reading;
  private final Queries queries;
  private final Expressions expressions;
  private final Joins joins;

  FromReader(Reading reading, Queries queries, Expressions expressions) {
    this.reading = reading;
    this.queries = queries;
    this.expressions = expressions;
    this.joins = new Joins(reading);
  }

  static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(item -> strings.add(item.asText()));
    return strings;
  }

  From read(JsonNode node, Ctes ctes, @Nullable Scope outer) {
    reading.step();
    return switch (node.path("type").asText()) {
      case "", "EMPTY", "EMPTY_FROM" -> From.NOTHING;
      case "BASE_TABLE" -> table(node, ctes);
      case "SUBQUERY" ->
          derived(node, queries.read(node.path("subquery").path("node"), ctes, outer));
      case "JOIN" -> join(node, ctes, outer);
      case "TABLE_FUNCTION" -> function(node, new Place(ctes, queries.scope(From.NOTHING, outer)));
      case "EXPRESSION_LIST" -> values(node, new Place(ctes, queries.scope(From.NOTHING, outer)));
      case "PIVOT" -> pivot(node, ctes, outer);
      default -> {
        if (node.path("query").isObject()) {
          queries.read(node.path("query"), ctes, outer);
        }
        String why = "this part of FROM is not followed";
        yield derived(node, new Relation(List.of(Column.Rest.vague(List.of(), why)), Set.of()));
      }
    };
  }

  private From table(JsonNode node, Ctes ctes) {
    List<String> parts = SqlWalk.path(node);
    String alias = node.path("alias").asText();
    List<String> path = alias.isEmpty() ? parts : List.of(alias);
    List<String> names = strings(node.path("column_name_alias"));
    Relation cte = ctes.find(parts);
    if (cte != null) {
      Relation seen = cte.asSource(names);
      return From.of(new Source(path, seen.columns(), null, Set.of()), seen.rows());
    }
    TableName table = reading.table(parts, node);
    List<Column> columns =
        reading
            .columnsOf(table)
            .map(known -> columns(table, known))
            .orElseGet(() -> List.of(Column.Rest.of(table)));
    Relation seen = new Relation(columns, Set.of());
    if (!names.isEmpty()) {
      seen = seen.asSource(names);
    }
    Set<String> aliased = new HashSet<>();
    names.forEach(name -> aliased.add(lower(name)));
    return From.of(new Source(path, seen.columns(), table, aliased), Set.of());
  }

  private List<Column> columns(TableName table, List<String> names) {
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(new Column.Named(name, Origin.column(reading.column(table, name))));
    }
    return columns;
  }

  private static From derived(JsonNode node, Relation relation) {
    String alias = node.path("alias").asText();
    Relation seen = relation.asSource(strings(node.path("column_name_alias")));
    return From.of(
        new Source(alias.isEmpty() ? List.of() : List.of(alias), seen.columns(), null, Set.of()),
        seen.rows());
  }

  /** The right side may use columns of the left one. */
  private From join(JsonNode node, Ctes ctes, @Nullable Scope outer) {
    From left = read(node.path("left"), ctes, outer);
    From right = read(node.path("right"), ctes, queries.scope(left, outer));
    List<From.Merged> merged = joins.merged(node, left, right);
    Set<ColumnName> by = new LinkedHashSet<>();
    if (node.has("condition")) {
      From both = left.beside(right, merged, Set.of());
      by.addAll(
          expressions.columns(node.path("condition"), new Place(ctes, queries.scope(both, outer))));
    }
    by.addAll(joins.keys(node, left, right));
    String type = node.path("join_type").asText();
    return type.equals("SEMI") || type.equals("ANTI")
        ? left.with(right.rows(), by)
        : left.beside(right, merged, by);
  }

  private From function(JsonNode node, Place place) {
    JsonNode call = node.path("function");
    String name = lower(call.path("function_name").asText());
    Set<ColumnName> rows = new LinkedHashSet<>();
    List<Origin> arguments = new ArrayList<>();
    for (JsonNode argument : call.path("arguments")) {
      Origin origin = expressions.of(argument.path("expression"), place);
      arguments.add(origin);
      rows.addAll(origin.columns());
    }
    Origin origin = Origin.made(Kind.COMPUTED, arguments);
    String alias = node.path("alias").asText();
    List<Column> columns = new ArrayList<>();
    if (ONE_COLUMN.contains(name)) {
      columns.add(new Column.Named(alias.isEmpty() ? name : alias, origin));
      if (node.path("with_ordinality").asText().equals("WITH_ORDINALITY")) {
        columns.add(new Column.Named("ordinality", origin));
      }
    } else {
      columns.add(Column.Rest.vague(List.of(), "what columns '" + name + "' gives is not known"));
    }
    Relation seen = new Relation(columns, rows).asSource(strings(node.path("column_name_alias")));
    return From.of(
        new Source(List.of(alias.isEmpty() ? name : alias), seen.columns(), null, Set.of()),
        seen.rows());
  }

  private From values(JsonNode node, Place place) {
    List<List<Origin>> byColumn = new ArrayList<>();
    for (JsonNode row : node.path("values")) {
      for (int i = 0; i < row.size(); i++) {
        if (byColumn.size() <= i) {
          byColumn.add(new ArrayList<>());
        }
        byColumn.get(i).add(expressions.of(row.get(i), place));
      }
    }
    List<String> expected = strings(node.path("expected_names"));
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < byColumn.size(); i++) {
      String name = i < expected.size() ? expected.get(i) : "col" + i;
      columns.add(new Column.Named(name, Origin.oneOf(byColumn.get(i))));
    }
    return derived(node, new Relation(columns, Set.of()));
  }

  /** PIVOT makes columns of values; UNPIVOT values of columns. */
  private From pivot(JsonNode node, Ctes ctes, @Nullable Scope outer) {
    From source = read(node.path("source"), ctes, outer);
    var place = new Place(ctes, queries.scope(source, outer));
    Set<ColumnName> used = new LinkedHashSet<>(source.rows());
    for (String part : List.of("aggregates", "pivots")) {
      used.addAll(expressions.columns(node.path(part), place));
    }
    List<Column> before = new ArrayList<>();
    for (Source one : source.sources()) {
      before.addAll(one.columns);
      if (one.base != null) {
        reading.uses.fixed.add(
            new Uses.Fixed(one.base, "", reading.at(node), "PIVOT or UNPIVOT reads it"));
      }
    }
    List<Column> columns =
        node.has("unpivot_names") ? unpivoted(node, place, before) : pivoted(node, place, before);
    return derived(node, new Relation(columns, used));
  }

  private List<Column> pivoted(JsonNode node, Place place, List<Column> before) {
    String why = "which columns PIVOT makes is not followed";
    List<Column> columns = new ArrayList<>();
    for (JsonNode group : node.path("groups")) {
      if (place.scope().find(List.of(group.asText())) instanceof Scope.Lookup.Found found) {
        columns.add(new Column.Named(found.name(), found.origin()));
      }
    }
    columns.add(Column.Rest.vague(Column.tablesOf(before), why));
    return columns;
  }

  private List<Column> unpivoted(JsonNode node, Place place, List<Column> before) {
    List<Origin> values = new ArrayList<>();
    Set<String> gone = new HashSet<>();
    boolean plain = true;
    JsonNode pivot = node.path("pivots").path(0);
    for (JsonNode entry : pivot.path("entries")) {
      JsonNode column = entry.path("star_expr");
      plain &= column.path("class").asText().equals("COLUMN_REF");
      if (plain) {
        values.add(expressions.of(column, place));
        gone.add(lower(column.path("column_names").path(0).asText()));
      }
    }
    List<String> names = strings(node.path("unpivot_names"));
    if (!plain || names.size() != 1 || !Column.allNamed(before)) {
      String why = "which columns UNPIVOT leaves is not followed";
      return List.of(Column.Rest.vague(Column.tablesOf(before), why));
    }
    List<Column> columns = new ArrayList<>();
    for (Column column : before) {
      if (column instanceof Column.Named named && !gone.contains(lower(named.name()))) {
        columns.add(named);
      }
    }
    for (String name : strings(pivot.path("unpivot_names"))) {
      columns.add(new Column.Named(name, new Origin.Known(Kind.COMPUTED, Set.of())));
    }
    columns.add(new Column.Named(names.getFirst(), Origin.made(Kind.COMPUTED, values)));
    return columns;
  }
}
