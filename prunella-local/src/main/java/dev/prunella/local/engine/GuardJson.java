package dev.prunella.local.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.contract.RowCondition;
import dev.prunella.contract.RowCondition.Bound;
import dev.prunella.contract.RowGuard;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The guards of a step as JSON, for a process of its own. */
final class GuardJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private GuardJson() {}

  static ArrayNode write(List<RowGuard> guards) {
    var list = JSON.arrayNode();
    for (var guard : guards) {
      list.addObject()
          .put("rule", guard.rule())
          .put("reason", guard.reason())
          .put("most", guard.maxShare().toPlainString())
          .set("condition", condition(guard.condition()));
    }
    return list;
  }

  /** None for what is missing. */
  static List<RowGuard> read(JsonNode list) {
    var guards = new ArrayList<RowGuard>();
    for (var guard : list) {
      guards.add(
          new RowGuard(
              guard.path("rule").asText(),
              condition(guard.path("condition")),
              guard.path("reason").asText(),
              new BigDecimal(guard.path("most").asText())));
    }
    return guards;
  }

  private static ObjectNode condition(RowCondition condition) {
    return switch (condition) {
      case RowCondition.Present(var column) -> of("present", column);
      case RowCondition.NotMissing(var column, var nothing, var nulls) ->
          with(of("not missing", column).put("nulls", nulls), "values", nothing);
      case RowCondition.OneOf(var column, var values) ->
          with(of("one of", column), "values", values);
      case RowCondition.Matches(var column, var pattern) ->
          of("matches", column).put("pattern", pattern);
      case RowCondition.Within(var column, var least, var most) -> {
        var node = of("within", column);
        least.ifPresent(bound -> node.set("least", bound(bound)));
        most.ifPresent(bound -> node.set("greatest", bound(bound)));
        yield node;
      }
      case RowCondition.Length(var column, var least, var most) -> {
        var node = of("length", column);
        least.ifPresent(n -> node.put("least", n));
        most.ifPresent(n -> node.put("greatest", n));
        yield node;
      }
      case RowCondition.MultipleOf(var column, var unit) ->
          of("multiple of", column).put("unit", unit.toPlainString());
      case RowCondition.Holds(var sql) -> JSON.objectNode().put("is", "holds").put("sql", sql);
      case RowCondition.All(var all) -> {
        var node = JSON.objectNode().put("is", "all");
        var parts = node.putArray("parts");
        all.forEach(part -> parts.add(condition(part)));
        yield node;
      }
    };
  }

  private static ObjectNode of(String kind, String column) {
    return JSON.objectNode().put("is", kind).put("column", column);
  }

  private static ObjectNode with(ObjectNode node, String name, List<String> values) {
    var list = node.putArray(name);
    values.forEach(list::add);
    return node;
  }

  private static ObjectNode bound(Bound bound) {
    return JSON.objectNode().put("value", bound.value()).put("inclusive", bound.inclusive());
  }

  private static RowCondition condition(JsonNode node) {
    var column = node.path("column").asText();
    return switch (node.path("is").asText()) {
      case "present" -> new RowCondition.Present(column);
      case "not missing" ->
          new RowCondition.NotMissing(column, values(node), node.path("nulls").asBoolean());
      case "one of" -> new RowCondition.OneOf(column, values(node));
      case "matches" -> new RowCondition.Matches(column, node.path("pattern").asText());
      case "within" ->
          new RowCondition.Within(column, bound(node, "least"), bound(node, "greatest"));
      case "length" ->
          new RowCondition.Length(column, number(node, "least"), number(node, "greatest"));
      case "multiple of" ->
          new RowCondition.MultipleOf(column, new BigDecimal(node.path("unit").asText()));
      case "holds" -> new RowCondition.Holds(node.path("sql").asText());
      case "all" -> {
        var parts = new ArrayList<RowCondition>();
        node.path("parts").forEach(part -> parts.add(condition(part)));
        yield new RowCondition.All(parts);
      }
      case String other -> throw new IllegalArgumentException("no condition '" + other + "'");
    };
  }

  private static List<String> values(JsonNode node) {
    var values = new ArrayList<String>();
    node.path("values").forEach(value -> values.add(value.asText()));
    return values;
  }

  private static Optional<Bound> bound(JsonNode node, String end) {
    return node.has(end)
        ? Optional.of(
            new Bound(
                node.path(end).path("value").asText(),
                node.path(end).path("inclusive").asBoolean()))
        : Optional.empty();
  }

  private static Optional<Long> number(JsonNode node, String end) {
    return node.has(end) ? Optional.of(node.path(end).asLong()) : Optional.empty();
  }
}
