package dev.prunella.app.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One argument of a tool.
 *
 * @param description for whoever calls
 */
record Parameter(String name, Kind kind, boolean required, String description) {

  /** What it is. */
  enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    TEXTS
  }

  static Parameter needed(String name, String description) {
    return new Parameter(name, Kind.TEXT, true, description);
  }

  static Parameter text(String name, String description) {
    return new Parameter(name, Kind.TEXT, false, description);
  }

  static Parameter flag(String name, String description) {
    return new Parameter(name, Kind.FLAG, false, description);
  }

  static Parameter number(String name, String description) {
    return new Parameter(name, Kind.NUMBER, false, description);
  }

  static Parameter texts(String name, String description) {
    return new Parameter(name, Kind.TEXTS, true, description);
  }

  Map<String, Object> schema() {
    var schema = new LinkedHashMap<String, Object>();
    switch (kind) {
      case TEXT -> schema.put("type", "string");
      case NUMBER -> {
        schema.put("type", "integer");
        schema.put("minimum", 1);
      }
      case FLAG -> schema.put("type", "boolean");
      case TEXTS -> {
        schema.put("type", "array");
        schema.put("items", Map.of("type", "string"));
      }
    }
    schema.put("description", description);
    return schema;
  }

  /** Why a value is none for it; empty where it is one. */
  String problem(Object value) {
    boolean fits =
        switch (kind) {
          case TEXT -> value instanceof String;
          case NUMBER ->
              (value instanceof Integer || value instanceof Long)
                  && ((Number) value).longValue() >= 1;
          case FLAG -> value instanceof Boolean;
          case TEXTS ->
              value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
        };
    return fits
        ? ""
        : "'"
            + name
            + "' is "
            + switch (kind) {
              case TEXT -> "a text";
              case NUMBER -> "a whole number from 1 on";
              case FLAG -> "true or false";
              case TEXTS -> "a list of texts";
            };
  }
}
