package dev.prunella.bench.heal.scenario;

import static dev.prunella.app.yaml.Shape.key;
import static dev.prunella.app.yaml.Shape.listOf;
import static dev.prunella.app.yaml.Shape.needed;
import static dev.prunella.app.yaml.Shape.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.app.yaml.JsonSchema;
import dev.prunella.app.yaml.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Scenarios for editors. Faults are told in full here, with the kinds that there are; scenarios are
 * checked by what their kind wants to know, which a schema could say only kind by kind.
 */
final class ScenarioSchema {
  private ScenarioSchema() {}

  /**
   * Its text.
   *
   * @param scenario by which scenarios are checked
   * @param quantum the key of a number
   * @param faults the key of the faults
   * @param intervals at most
   */
  static String of(
      Shape.Mapping scenario,
      String quantum,
      String faults,
      int intervals,
      Map<String, List<Parameter>> kinds) {
    var parameters = byName(kinds);
    var keys = new ArrayList<Shape.Key>();
    for (var key : scenario.keys()) {
      keys.add(
          key.name().equals(faults)
              ? key(
                  faults,
                  listOf(fault(kinds.keySet().stream().toList(), parameters, intervals), 20),
                  key.says())
              : key);
    }
    var text =
        JsonSchema.of(
            "scenarios/*.yaml",
            "What healbench plays.",
            new Shape.Mapping(keys, scenario.exactlyOneOf()));
    return withNumbers(text, quantum, faults, parameters);
  }

  private static Map<String, List<Parameter>> byName(Map<String, List<Parameter>> kinds) {
    return kinds.values().stream()
        .flatMap(List::stream)
        .distinct()
        .collect(Collectors.groupingBy(Parameter::name, TreeMap::new, Collectors.toList()));
  }

  private static Shape fault(
      List<String> kinds, Map<String, List<Parameter>> parameters, int intervals) {
    var keys = new ArrayList<Shape.Key>();
    keys.add(
        needed(
            "kind",
            new Shape.Choice(kinds),
            "What happens; prunella bench heal --kinds tells of each."));
    keys.add(
        key(
            "at",
            text(),
            "The feed, reference or model that it is about, by the ground's own name; by seed if left out."));
    keys.add(
        key(
            "from",
            new Shape.Whole(0, intervals - 1L),
            "The first interval that it touches; 0 is the first after the history.",
            "0"));
    keys.add(key("lasts", new Shape.Whole(1, intervals), "How many intervals it touches.", "1"));
    parameters.forEach(
        (name, meanings) ->
            keys.add(
                key(
                    name,
                    text(),
                    meanings.stream()
                        .map(Parameter::says)
                        .distinct()
                        .collect(Collectors.joining("; or ")))));
    return new Shape.Mapping(keys, List.of());
  }

  /** Shapes know whole numbers only. */
  private static String withNumbers(
      String text, String quantum, String faults, Map<String, List<Parameter>> parameters) {
    var mapper = new ObjectMapper();
    try {
      var schema = (ObjectNode) mapper.readTree(text);
      var properties = (ObjectNode) schema.get("properties");
      ((ObjectNode) properties.get(quantum))
          .put("type", "number")
          .put("minimum", 0)
          .put("default", 0);
      var fault = (ObjectNode) properties.get(faults).get("items").get("properties");
      parameters.forEach(
          (name, meanings) -> {
            var numbers =
                meanings.stream()
                    .filter(Parameter.Amount.class::isInstance)
                    .map(Parameter.Amount.class::cast)
                    .toList();
            if (!numbers.isEmpty()) {
              ((ObjectNode) fault.get(name))
                  .put("type", "number")
                  .put(
                      "minimum",
                      numbers.stream().mapToDouble(Parameter.Amount::least).min().orElseThrow())
                  .put(
                      "maximum",
                      numbers.stream().mapToDouble(Parameter.Amount::most).max().orElseThrow());
            }
          });
      var printer =
          new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n"));
      return mapper.writer(printer).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was written as JSON can be read as JSON", e);
    }
  }
}
