package dev.prunella.local.sql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.duckdb.SqlTree;
import dev.prunella.local.duckdb.SqlWalk;
import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Which rows of a table a query can do without: those that fail a condition which every place that
 * reads the table puts to them. Whatever is not certain prunes nothing.
 *
 * <p>Why it holds: a condition that is false for NULL (a comparison, IN, IS NOT NULL) over columns
 * of one table is put to the rows of a join. A row of that table that fails it can only appear in
 * rows that fail too, and what an outer join puts in its place, NULL, fails as well. That is not so
 * for the condition of an outer join towards the side whose rows are kept anyway, nor where the
 * row's presence takes something away from others (ANTI, ASOF, POSITIONAL, samples).
 */
public final class Pruning {
  private static final int MAX_PLACES = 100;

  private final Conditions conditions;
  private final Set<JsonNode> reads = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Optional<Expression>> places = new ArrayList<>();

  private Pruning(Conditions conditions) {
    this.conditions = conditions;
  }

  /**
   * A condition that every row fulfils which the query needs; empty if none is certain, also where
   * the table is not read.
   *
   * @param sql with values in the place of parameters: what depends on one prunes nothing
   * @param table as the SQL names it; letter case does not count
   * @param schema the table's, whose types decide what a comparison means
   * @throws SqlException if it is not one SELECT
   */
  public static Optional<Expression> of(
      Connection connection, String sql, TableName table, Schema schema) {
    SqlTree tree = SqlReader.tree(connection, sql);
    var pruning = new Pruning(new Conditions(new Constants(connection), schema));
    List<JsonNode> selects = new ArrayList<>();
    new SqlWalk() {
      @Override
      protected void enter(JsonNode node, Set<String> taken) {
        switch (node.path("type").asText()) {
          case "BASE_TABLE" -> {
            List<String> path = SqlWalk.path(node);
            if (!SqlWalk.isTaken(path, taken) && new TableName(path).matches(table)) {
              pruning.reads.add(node);
            }
          }
          case "SELECT_NODE" -> selects.add(node);
          default -> {}
        }
      }
    }.walk(tree.select());
    if (pruning.reads.isEmpty() || pruning.reads.size() > MAX_PLACES) {
      return Optional.empty();
    }
    selects.forEach(pruning::select);
    return pruning.union();
  }

  private Optional<Expression> union() {
    // A place that no SELECT has claimed, such as the source of a PIVOT, needs all rows.
    if (places.size() != reads.size() || places.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    return places.stream().map(Optional::orElseThrow).reduce(Expressions::or);
  }

  private void select(JsonNode select) {
    JsonNode from = select.path("from_table");
    List<String> names = new ArrayList<>();
    int sources = names(from, names);
    List<JsonNode> where = new ArrayList<>();
    if (!select.has("sample")) {
      conjuncts(select.path("where_clause"), where);
    }
    place(from, where, new Place(names, sources == 1, select.has("sample")));
  }

  /**
   * A FROM clause.
   *
   * @param names of all its sources, in small letters
   * @param single whether there is only one source, so that a bare name is its column
   * @param dead whether nothing may be left out
   */
  private record Place(List<String> names, boolean single, boolean dead) {
    Place deadIf(boolean so) {
      return new Place(names, single, dead || so);
    }
  }

  private static int names(JsonNode from, List<String> names) {
    if (from.path("type").asText().equals("JOIN")) {
      return names(from.path("left"), names) + names(from.path("right"), names);
    }
    names.add(SqlWalk.lower(name(from)));
    return 1;
  }

  private static String name(JsonNode source) {
    String alias = source.path("alias").asText();
    List<String> path = SqlWalk.path(source);
    return !alias.isEmpty() || path.isEmpty() ? alias : path.getLast();
  }

  private static void conjuncts(JsonNode condition, List<JsonNode> into) {
    if (condition.path("type").asText().equals("CONJUNCTION_AND")) {
      condition.path("children").forEach(child -> conjuncts(child, into));
    } else if (!condition.isMissingNode()) {
      into.add(condition);
    }
  }

  /** Goes down a FROM clause with the conditions that hold for what is below. */
  private void place(JsonNode from, List<JsonNode> holding, Place place) {
    Place here = place.deadIf(from.has("sample"));
    if (from.path("type").asText().equals("JOIN")) {
      join(from, holding, here);
    } else if (reads.contains(from)) {
      places.add(here.dead() ? Optional.empty() : leaf(from, holding, here));
    }
  }

  private void join(JsonNode join, List<JsonNode> holding, Place place) {
    List<JsonNode> on = new ArrayList<>();
    conjuncts(join.path("condition"), on);
    String type = join.path("join_type").asText();
    JsonNode left = join.path("left");
    JsonNode right = join.path("right");
    switch (join.path("ref_type").asText()) {
      case "REGULAR", "NATURAL", "CROSS" -> {
        switch (type) {
          case "INNER" -> {
            place(left, both(holding, on), place);
            place(right, both(holding, on), place);
          }
          case "LEFT" -> {
            place(left, holding, place);
            place(right, both(holding, on), place);
          }
          case "RIGHT" -> {
            place(left, both(holding, on), place);
            place(right, holding, place);
          }
          case "OUTER", "FULL" -> {
            place(left, holding, place);
            place(right, holding, place);
          }
          case "SEMI", "ANTI" -> {
            place(left, holding, place);
            place(right, List.of(), place);
          }
          default -> dead(join, place);
        }
      }
      case "ASOF" -> {
        place(left, holding, place);
        place(right, List.of(), place);
      }
      default -> dead(join, place);
    }
  }

  private void dead(JsonNode join, Place place) {
    place(join.path("left"), List.of(), place.deadIf(true));
    place(join.path("right"), List.of(), place.deadIf(true));
  }

  private static List<JsonNode> both(List<JsonNode> a, List<JsonNode> b) {
    List<JsonNode> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private Optional<Expression> leaf(JsonNode node, List<JsonNode> holding, Place place) {
    String name = SqlWalk.lower(name(node));
    boolean unique = Collections.frequency(place.names(), name) == 1;
    if (!unique || node.has("column_name_alias") || node.has("at_clause")) {
      return Optional.empty();
    }
    List<String> path = node.path("alias").asText().isEmpty() ? SqlWalk.path(node) : List.of(name);
    var columns = new Conditions.Columns(path, place.single());
    return holding.stream()
        .map(condition -> conditions.translate(condition, columns))
        .flatMap(Optional::stream)
        .reduce(Expressions::and);
  }
}
