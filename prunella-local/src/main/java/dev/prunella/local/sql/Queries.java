package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.sql.Expressions.Place;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a query gives, from its innermost part outwards. */
final class Queries {
  private final Reading reading;
  private final Expressions expressions;
  private final FromReader from;
  private final SelectList selectList;

  Queries(Reading reading) {
    this.reading = reading;
    this.expressions = new Expressions(reading, this);
    this.from = new FromReader(reading, this, expressions);
    this.selectList = new SelectList(reading, expressions);
  }

  /**
   * Reads a query node.
   *
   * @param outer the query around a correlated one
   */
  Relation read(JsonNode node, Ctes around, @Nullable Scope outer) {
    reading.step();
    Ctes ctes = around;
    for (JsonNode entry : node.path("cte_map").path("map")) {
      ctes = ctes.with(entry.path("key").asText(), cte(entry.path("value"), ctes, outer));
    }
    return switch (node.path("type").asText()) {
      case "SELECT_NODE" -> select(node, ctes, outer);
      case "SET_OPERATION_NODE" -> setOperation(node, ctes, outer);
      case "RECURSIVE_CTE_NODE" -> recursive(node, ctes, outer);
      default -> {
        String why = "this kind of query is not followed";
        yield new Relation(List.of(Column.Rest.vague(List.of(), why)), Set.of());
      }
    };
  }

  private Relation cte(JsonNode value, Ctes ctes, @Nullable Scope outer) {
    JsonNode query =
        value.has("query_node") ? value.path("query_node") : value.path("query").path("node");
    return read(query, ctes, outer).asSource(FromReader.strings(value.path("aliases")));
  }

  /** Reads the recursive part again until it adds nothing. */
  private Relation recursive(JsonNode node, Ctes ctes, @Nullable Scope outer) {
    List<String> aliases = FromReader.strings(node.path("aliases"));
    String name = node.path("cte_name").asText();
    Relation so = read(node.path("left"), ctes, outer);
    // Bounded: columns only ever gain origins, and a chain of them is as long as the list.
    int turns = so.columns().size() + so.rows().size() + 2;
    for (int turn = 0; turn < turns; turn++) {
      Relation step = read(node.path("right"), ctes.with(name, so.asSource(aliases)), outer);
      Relation next = SetOperations.union(List.of(so, step), false);
      if (next.equals(so)) {
        break;
      }
      so = next;
    }
    return so;
  }

  private Relation setOperation(JsonNode node, Ctes ctes, @Nullable Scope outer) {
    List<Relation> children = new ArrayList<>();
    node.path("children").forEach(child -> children.add(read(child, ctes, outer)));
    if (node.has("left")) {
      children.add(read(node.path("left"), ctes, outer));
      children.add(read(node.path("right"), ctes, outer));
    }
    boolean distinct = !node.path("setop_all").asBoolean(true);
    Relation relation =
        switch (node.path("setop_type").asText()) {
          case "UNION" -> SetOperations.union(children, distinct);
          case "UNION_BY_NAME" -> SetOperations.unionByName(children, distinct);
          default -> SetOperations.filtered(children);
        };
    var result = From.of(new Source(List.of(), relation.columns(), null, Set.of()), Set.of());
    var place = new Place(ctes, scope(result, outer));
    return new Relation(
        relation.columns(), modifiers(node, relation.columns(), place, relation.rows()));
  }

  Scope scope(From sources, @Nullable Scope outer) {
    return new Scope(sources, outer, reading::column);
  }

  private Relation select(JsonNode node, Ctes ctes, @Nullable Scope outer) {
    From sources = from.read(node.path("from_table"), ctes, outer);
    var place = new Place(ctes, scope(sources, outer));
    List<Column> columns = selectList.read(node.path("select_list"), place);
    Set<ColumnName> rows = new LinkedHashSet<>(sources.rows());
    for (String clause : List.of("where_clause", "having", "qualify")) {
      if (node.has(clause)) {
        rows.addAll(expressions.columns(node.path(clause), place));
      }
    }
    for (JsonNode group : node.path("group_expressions")) {
      rows.addAll(group(group, columns, place));
    }
    if (node.path("aggregate_handling").asText().equals("FORCE_AGGREGATES")) {
      rows.addAll(groupedByAll(columns));
    }
    return new Relation(columns, modifiers(node, columns, place, rows));
  }

  /** A group is an expression, or the number of an output column. */
  private Set<ColumnName> group(JsonNode group, List<Column> columns, Place place) {
    Column numbered = numbered(group, columns);
    return numbered == null ? expressions.columns(group, place) : origins(List.of(numbered));
  }

  private static @Nullable Column numbered(JsonNode node, List<Column> columns) {
    if (!node.path("class").asText().equals("CONSTANT") || !Column.allNamed(columns)) {
      return null;
    }
    int number = node.path("literal").path("text").asInt(0);
    return number >= 1 && number <= columns.size() ? columns.get(number - 1) : null;
  }

  private static Set<ColumnName> groupedByAll(List<Column> columns) {
    List<Column> groups = new ArrayList<>();
    for (Column column : columns) {
      boolean aggregated =
          column instanceof Column.Named named
              && named.origin() instanceof Origin.Known known
              && known.kind() == Kind.AGGREGATED;
      if (!aggregated) {
        groups.add(column);
      }
    }
    return origins(groups);
  }

  static Set<ColumnName> origins(List<Column> columns) {
    Set<ColumnName> all = new LinkedHashSet<>();
    for (Column column : columns) {
      if (column instanceof Column.Named named) {
        all.addAll(named.origin().columns());
      }
    }
    return all;
  }

  /** DISTINCT, ORDER BY and LIMIT; an order decides rows only together with one of the others. */
  private Set<ColumnName> modifiers(
      JsonNode node, List<Column> columns, Place place, Set<ColumnName> rows) {
    Set<ColumnName> all = new LinkedHashSet<>(rows);
    Set<ColumnName> order = new LinkedHashSet<>();
    Set<String> kinds = new HashSet<>();
    var ordered = new Place(place.ctes(), place.scope().withAliasesFirst());
    boolean distinctOn = false;
    for (JsonNode modifier : node.path("modifiers")) {
      String kind = modifier.path("type").asText();
      kinds.add(kind);
      switch (kind) {
        case "ORDER_MODIFIER" -> {
          for (JsonNode item : modifier.path("orders")) {
            JsonNode by = item.path("expression");
            Column numbered = numbered(by, columns);
            boolean star = by.path("class").asText().equals("STAR");
            order.addAll(
                star
                    ? origins(columns)
                    : numbered == null
                        ? expressions.columns(by, ordered)
                        : origins(List.of(numbered)));
          }
        }
        case "DISTINCT_MODIFIER" -> {
          JsonNode targets = modifier.path("distinct_on_targets");
          distinctOn = !targets.isEmpty();
          for (JsonNode target : targets) {
            all.addAll(group(target, columns, ordered));
          }
          if (!distinctOn) {
            all.addAll(origins(columns));
          }
        }
        default -> all.addAll(expressions.columns(modifier, place));
      }
    }
    if (distinctOn || kinds.stream().anyMatch(kind -> lower(kind).startsWith("limit"))) {
      all.addAll(order);
    }
    return all;
  }
}
