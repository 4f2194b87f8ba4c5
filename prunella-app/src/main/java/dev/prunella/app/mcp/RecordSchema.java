package dev.prunella.app.mcp;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JSON schema of a record, told by its components: so an answer and its schema cannot part.
 * What may be absent is not required.
 */
final class RecordSchema {
  /** Spelt out, for clients to which a schema without a type, or with several, says nothing. */
  private static final Map<String, Object> ANY_VALUE =
      Map.of(
          "anyOf",
          Stream.of("null", "boolean", "number", "string", "array", "object")
              .map(type -> Map.of("type", type))
              .toList());

  private RecordSchema() {}

  static Map<String, Object> of(Class<? extends Record> type) {
    return object(type);
  }

  private static Map<String, Object> object(Class<?> type) {
    var properties = new LinkedHashMap<String, Object>();
    var required = new ArrayList<String>();
    for (RecordComponent part : type.getRecordComponents()) {
      properties.put(part.getName(), schema(part.getGenericType(), part.getAnnotatedType()));
      if (!part.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(part.getName());
      }
    }
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", required);
    schema.put("additionalProperties", false);
    return schema;
  }

  private static Map<String, Object> schema(Type type, AnnotatedType annotated) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      var of =
          annotated instanceof AnnotatedParameterizedType p
              ? p.getAnnotatedActualTypeArguments()[0]
              : annotated;
      return Map.of("type", "array", "items", schema(list.getActualTypeArguments()[0], of));
    }
    if (type == String.class) {
      return Map.of("type", "string");
    }
    if (type == Instant.class) {
      return Map.of("type", "string", "format", "date-time");
    }
    if (type == boolean.class) {
      return Map.of("type", "boolean");
    }
    if (type == int.class || type == long.class || type == Long.class) {
      return Map.of("type", "integer");
    }
    if (type == double.class) {
      return Map.of("type", "number");
    }
    if (type == Object.class) {
      return ANY_VALUE;
    }
    if (type instanceof Class<?> one && one.isRecord()) {
      return object(one);
    }
    throw new IllegalArgumentException("an answer cannot have a part of type " + type);
  }
}
