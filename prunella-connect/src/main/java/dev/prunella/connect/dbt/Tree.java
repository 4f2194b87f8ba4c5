package dev.prunella.connect.dbt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Documents as maps and lists; what is of another kind than asked for counts as absent. */
final class Tree {
  private Tree() {}

  static List<Map<String, Object>> maps(@Nullable Object node) {
    return node instanceof List<?> list
        ? list.stream().filter(Map.class::isInstance).map(Tree::map).toList()
        : List.of();
  }

  static Map<String, Object> map(Object node) {
    var copy = new LinkedHashMap<String, Object>();
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (value != null) {
              copy.put(String.valueOf(key), value);
            }
          });
    }
    return copy;
  }

  static Optional<String> text(Map<String, Object> map, String key) {
    return map.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  static List<String> texts(@Nullable Object node) {
    return node instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  /** The value of a custom property. */
  static Optional<Object> property(Map<String, Object> owner, String name) {
    return maps(owner.get("customProperties")).stream()
        .filter(p -> name.equals(p.get("property")))
        .flatMap(p -> Optional.ofNullable(p.get("value")).stream())
        .findFirst();
  }
}
