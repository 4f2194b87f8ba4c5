package dev.prunella.refs;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One flat JSON object in the one form that RFC 8785 gives it, so that its hash can be worked out
 * by anybody: names in order, no spaces, nothing escaped that need not be. Not thread-safe.
 */
final class CanonicalJson {
  /** Beyond it, RFC 8785 writes numbers as floats do. */
  private static final long MOST_EXACT = 1L << 53;

  private final SortedMap<String, String> values = new TreeMap<>();

  CanonicalJson put(String name, String value) {
    values.put(name, quoted(value));
    return this;
  }

  CanonicalJson put(String name, long value) {
    if (Math.abs(value) > MOST_EXACT) {
      throw new IllegalArgumentException(name + " is too large for JSON: " + value);
    }
    values.put(name, Long.toString(value));
    return this;
  }

  private static String quoted(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < ' ') {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(CanonicalJson::member)
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String member(Map.Entry<String, String> member) {
    return quoted(member.getKey()) + ":" + member.getValue();
  }
}
