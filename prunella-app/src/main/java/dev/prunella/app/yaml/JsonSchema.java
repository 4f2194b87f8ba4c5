package dev.prunella.app.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes a shape as a JSON Schema, draft 2020-12, for editors. */
public final class JsonSchema {
  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
  private static final DefaultPrettyPrinter PRINTER =
      new DefaultPrettyPrinter()
          .withObjectIndenter(new DefaultIndenter("  ", "\n"))
          .withArrayIndenter(new DefaultIndenter("  ", "\n"));
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonSchema() {}

  /** The whole schema's text; the same for the same shape. */
  public static String of(String title, String description, Shape shape) {
    var schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", DRAFT).put("title", title).put("description", description);
    schema.setAll(of(shape));
    try {
      return MAPPER.writer(PRINTER.createInstance()).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every tree can be written as JSON", e);
    }
  }

  private static ObjectNode of(Shape shape) {
    var schema = JsonNodeFactory.instance.objectNode();
    switch (shape) {
      case Shape.Text text -> {
        schema.put("type", "string");
        if (text.form() != null) {
          schema.put("pattern", "^(?:" + text.form() + ")$");
        }
      }
      case Shape.Choice(var words) -> words.forEach(schema.putArray("enum")::add);
      case Shape.Flag _ -> schema.put("type", "boolean");
      case Shape.Whole(var least, var most) ->
          schema.put("type", "integer").put("minimum", least).put("maximum", most);
      case Shape.Scalar _ -> schema.putArray("type").add("string").add("number").add("boolean");
      case Shape.Mapping mapping -> mapping(schema, mapping);
      case Shape.Named(var value) ->
          schema.put("type", "object").set("additionalProperties", of(value));
      case Shape.Many(var element, var least, var most) ->
          schema
              .put("type", "array")
              .put("minItems", least)
              .put("maxItems", most)
              .set("items", of(element));
      case Shape.Either(var choices) -> {
        var any = schema.putArray("anyOf");
        choices.forEach(choice -> any.add(of(choice)));
      }
      case Shape.Anything _ -> {}
    }
    return schema;
  }

  private static void mapping(ObjectNode schema, Shape.Mapping mapping) {
    schema.put("type", "object");
    var properties = schema.putObject("properties");
    for (var key : mapping.keys()) {
      var property = of(key.shape());
      property.put("description", key.says());
      if (key.byDefault() != null) {
        byDefault(property, key.shape(), key.byDefault());
      }
      properties.set(key.name(), property);
    }
    schema.put("additionalProperties", false);
    var required = mapping.keys().stream().filter(Shape.Key::required).toList();
    if (!required.isEmpty()) {
      var names = schema.putArray("required");
      required.forEach(key -> names.add(key.name()));
    }
    if (!mapping.exactlyOneOf().isEmpty()) {
      var one = schema.putArray("oneOf");
      mapping.exactlyOneOf().forEach(name -> one.addObject().putArray("required").add(name));
    }
  }

  private static void byDefault(ObjectNode property, Shape shape, String value) {
    switch (shape) {
      case Shape.Flag _ -> property.put("default", Boolean.parseBoolean(value));
      case Shape.Whole _ -> property.put("default", Long.parseLong(value));
      default -> property.put("default", value);
    }
  }
}
