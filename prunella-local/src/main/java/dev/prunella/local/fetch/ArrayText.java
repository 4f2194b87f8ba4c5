package dev.prunella.local.fetch;

import java.util.Locale;
import java.util.Set;

/**
 * PostgreSQL's own writing of an array ({@code {1,NULL,"a b"}}) as JSON ({@code [1,null,"a b"]}).
 * Numbers keep all their digits; booleans and JSON stay what they are; everything else becomes a
 * string.
 */
final class ArrayText {
  private static final Set<String> NUMBERS =
      Set.of("_int2", "_int4", "_int8", "_float4", "_float8", "_numeric", "_oid");

  private final String text;
  private final String type;
  private final StringBuilder json = new StringBuilder();
  private int at;

  private ArrayText(String text, String type) {
    this.text = text;
    this.type = type.toLowerCase(Locale.ROOT);
  }

  /**
   * The array as JSON.
   *
   * @param type of the column, such as {@code _int4}
   */
  static String json(String text, String type) {
    var reader = new ArrayText(text, type);
    // Bounds that do not begin at 1 stand before: [2:3]={...}.
    reader.at = Math.max(0, text.indexOf('{'));
    reader.array();
    return reader.json.toString();
  }

  private void array() {
    json.append('[');
    at++;
    boolean first = true;
    // Bounded: each turn moves forward.
    while (at < text.length() && text.charAt(at) != '}') {
      if (!first) {
        json.append(',');
      }
      first = false;
      if (text.charAt(at) == '{') {
        array();
      } else {
        element();
      }
      if (at < text.length() && text.charAt(at) == ',') {
        at++;
      }
    }
    at++;
    json.append(']');
  }

  private void element() {
    boolean quoted = text.charAt(at) == '"';
    if (quoted) {
      at++;
    }
    var value = new StringBuilder();
    while (at < text.length() && !ends(quoted)) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      value.append(text.charAt(at));
      at++;
    }
    if (quoted) {
      at++;
    }
    json.append(written(value.toString(), quoted));
  }

  private boolean ends(boolean quoted) {
    char c = text.charAt(at);
    return quoted ? c == '"' : c == ',' || c == '}';
  }

  private String written(String value, boolean quoted) {
    if (!quoted && value.equals("NULL")) {
      return "null";
    }
    if (type.equals("_bool")) {
      return value.equals("t") ? "true" : "false";
    }
    boolean number = NUMBERS.contains(type) && value.matches("-?\\d.*");
    return number || type.equals("_json") || type.equals("_jsonb") ? value : string(value);
  }

  private static String string(String value) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
