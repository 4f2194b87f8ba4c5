package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.duckdb.SqlWalk;
import dev.prunella.local.sql.Scope.Lookup;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Kind;
import dev.prunella.refs.DidYouMean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the value of an expression comes from. */
final class Expressions {
  private final Reading reading;
  private final Queries queries;

  Expressions(Reading reading, Queries queries) {
    this.reading = reading;
    this.queries = queries;
  }

  /** The names that WITH has taken, and what the names of columns mean. */
  record Place(Ctes ctes, Scope scope) {}

  Origin of(JsonNode node, Place place) {
    reading.step();
    return switch (node.path("class").asText()) {
      case "CONSTANT", "PARAMETER", "TYPE", "DEFAULT" -> Origin.constant();
      case "COLUMN_REF" -> column(node, place.scope(), false);
      case "SUBQUERY" -> subquery(node, place);
      case "FUNCTION" -> function(node, place);
      case "WINDOW" -> {
        boolean aggregates = node.path("type").asText().equals("WINDOW_AGGREGATE");
        yield Origin.made(aggregates ? Kind.AGGREGATED : Kind.COMPUTED, below(node, place))
            .and(aggregates ? Kind.AGGREGATED : Kind.COMPUTED, Set.of());
      }
      case "LAMBDA" -> lambda(node, place);
      case "STAR" -> {
        below(node, place);
        yield new Origin.Unknown(
            "COLUMNS(...) and stars inside expressions are not followed", Set.of());
      }
      case "POSITIONAL_REFERENCE" ->
          new Origin.Unknown("a column by its number is not followed", Set.of());
      default -> Origin.made(Kind.COMPUTED, below(node, place));
    };
  }

  /** What enters, or decides, as a set: for conditions, groups and orders. */
  Set<ColumnName> columns(JsonNode node, Place place) {
    Set<ColumnName> all = new LinkedHashSet<>();
    parts(node, place).forEach(origin -> all.addAll(origin.columns()));
    return all;
  }

  /** The origins of the expressions in a node that is one, or holds some. */
  private List<Origin> parts(JsonNode node, Place place) {
    return node.has("class") ? List.of(of(node, place)) : below(node, place);
  }

  private List<Origin> below(JsonNode node, Place place) {
    List<Origin> found = new ArrayList<>();
    for (JsonNode child : node) {
      if (child.isContainerNode()) {
        found.addAll(parts(child, place));
      }
    }
    return found;
  }

  /** A column by its dotted name; a mistake is noted. */
  Origin column(JsonNode node, Scope scope, boolean givesName) {
    List<String> names = new ArrayList<>();
    node.path("column_names").forEach(name -> names.add(name.asText()));
    return switch (scope.find(names)) {
      case Lookup.Found found -> {
        use(node, names, found, givesName);
        yield found.origin();
      }
      case Lookup.Ambiguous ambiguous -> {
        reading.problem(
            SqlProblem.Kind.AMBIGUOUS_COLUMN,
            "column '" + names.getFirst() + "' may be " + String.join(" or ", ambiguous.choices()),
            reading.at(node),
            Optional.empty());
        yield new Origin.Unknown("the name is ambiguous", Set.of());
      }
      case Lookup.Missing missing -> missing(node, names, missing);
    };
  }

  private Origin missing(JsonNode node, List<String> names, Lookup.Missing missing) {
    String dotted = String.join(".", names);
    if (lower(names.getLast()).equals("rowid")) {
      return new Origin.Unknown("rowid is no column", Set.of());
    }
    if (missing.qualifierUnknown()) {
      String qualifier = String.join(".", names.subList(0, names.size() - 1));
      reading.problem(
          SqlProblem.Kind.UNKNOWN_ALIAS,
          "unknown table or alias '" + qualifier + "' in '" + dotted + "'",
          reading.at(node),
          DidYouMean.among(missing.candidates(), qualifier));
    } else {
      reading.problem(
          SqlProblem.Kind.UNKNOWN_COLUMN,
          "unknown column '" + dotted + "'",
          reading.at(node),
          DidYouMean.among(missing.candidates(), names.getLast()));
    }
    return new Origin.Unknown("there is no such column", Set.of());
  }

  private void use(JsonNode node, List<String> names, Lookup.Found found, boolean givesName) {
    var table = found.table();
    if (table == null) {
      unclear(node, names, found);
      return;
    }
    String column = names.get(found.part());
    var start = reading.tree.start(node);
    var end = reading.tree.end(node);
    if (start.isPresent() && end.isPresent()) {
      int at = start.getAsInt();
      reading.uses.named.add(
          new Uses.Named(
              table, column, at, end.getAsInt() - at, found.part(), givesName && !found.field()));
    } else {
      reading.uses.fixed.add(
          new Uses.Fixed(table, lower(column), 0, "the engine does not say where it stands"));
    }
  }

  private void unclear(JsonNode node, List<String> names, Lookup.Found found) {
    if (found.origin() instanceof Origin.Unknown unknown) {
      for (ColumnName column : unknown.columns()) {
        reading.uses.fixed.add(
            new Uses.Fixed(
                column.table(),
                lower(column.column()),
                reading.at(node),
                "it is not known whether '" + String.join(".", names) + "' is this column"));
      }
    }
    if (found.rowOf() != null) {
      reading.uses.fixed.add(
          new Uses.Fixed(found.rowOf(), "", reading.at(node), "the whole row is used"));
    }
  }

  private Origin function(JsonNode node, Place place) {
    String name = lower(node.path("function_name").asText());
    List<Origin> parts = new ArrayList<>(below(node, place));
    receiver(node, place).ifPresent(parts::add);
    boolean aggregates =
        reading.functions.aggregates().contains(name)
            || node.has("filter")
            || node.path("distinct").asBoolean()
            || node.path("order_bys").path("orders").size() > 0;
    if (aggregates) {
      return Origin.made(Kind.AGGREGATED, parts).and(Kind.AGGREGATED, Set.of());
    }
    Origin made = Origin.made(Kind.COMPUTED, parts);
    if (!reading.functions.restless().contains(name)) {
      return made;
    }
    reading.warnings.add(
        "'"
            + name
            + "' gives something else in every run, so a run cannot be replayed. Next: use a parameter such as $interval_start.");
    return made.and(Kind.COMPUTED, Set.of());
  }

  /** {@code tags.list_filter(...)} calls a function with what stands before the dot. */
  private Optional<Origin> receiver(JsonNode node, Place place) {
    List<String> path = SqlWalk.path(node);
    if (path.size() < 2) {
      return Optional.empty();
    }
    List<String> before = path.subList(0, path.size() - 1);
    if (!(place.scope().find(before) instanceof Lookup.Found found)) {
      return Optional.empty();
    }
    if (found.table() != null) {
      reading.uses.fixed.add(
          new Uses.Fixed(
              found.table(),
              lower(before.get(found.part())),
              reading.at(node),
              "a function is called on it with a dot"));
    }
    return Optional.of(found.origin());
  }

  /** The list that is worked on stands beside the lambda, so its own names add nothing. */
  private Origin lambda(JsonNode node, Place place) {
    Map<String, Origin> locals = new HashMap<>();
    locals(node.path("lhs"), locals);
    return of(node.path("expr"), new Place(place.ctes(), place.scope().withLocals(locals)));
  }

  private static void locals(JsonNode node, Map<String, Origin> into) {
    if (node.path("class").asText().equals("COLUMN_REF")) {
      into.put(node.path("column_names").path(0).asText(), Origin.constant());
    } else {
      for (JsonNode child : node) {
        locals(child, into);
      }
    }
  }

  private Origin subquery(JsonNode node, Place place) {
    Relation relation =
        queries.read(node.path("subquery").path("node"), place.ctes(), place.scope());
    List<Origin> parts = new ArrayList<>();
    String type = node.path("subquery_type").asText();
    if (!type.equals("EXISTS")) {
      for (Column column : relation.columns()) {
        parts.add(
            switch (column) {
              case Column.Named named -> named.origin();
              case Column.Rest rest -> new Origin.Unknown(rest.why(), Set.of());
            });
      }
    }
    if (node.has("child")) {
      parts.add(of(node.path("child"), place));
    }
    // What is found decides the value, so its rows do.
    return Origin.made(Kind.COMPUTED, parts).and(Kind.COMPUTED, relation.rows());
  }
}
