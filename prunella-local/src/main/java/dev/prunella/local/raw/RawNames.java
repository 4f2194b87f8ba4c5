package dev.prunella.local.raw;

import dev.prunella.refs.ObjectId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * How a snapshot names the raw objects that it rests on: in its summary, as hexadecimal digits with
 * commas between them, under {@value #PROPERTY}; when there are many, the next ones under {@code
 * prunella.raw.1}, {@code prunella.raw.2} and so on.
 */
public final class RawNames {
  /** The summary's property. */
  public static final String PROPERTY = "prunella.raw";

  private static final int MOST_IN_ONE = 500;
  private static final Pattern KEY = Pattern.compile("prunella\\.raw(\\.[0-9]{1,9})?");
  private static final Pattern HASH = Pattern.compile("[0-9A-Fa-f]{64}");

  private RawNames() {}

  /** The properties to set on a snapshot's summary. */
  public static Map<String, String> properties(Collection<ObjectId> hashes) {
    var all = List.copyOf(hashes);
    var properties = new LinkedHashMap<String, String>();
    for (int from = 0; from < all.size(); from += MOST_IN_ONE) {
      var some = all.subList(from, Math.min(from + MOST_IN_ONE, all.size()));
      var key = from == 0 ? PROPERTY : PROPERTY + "." + from / MOST_IN_ONE;
      properties.put(key, String.join(",", some.stream().map(ObjectId::hex).toList()));
    }
    return properties;
  }

  /** The objects that a summary names, in order; what is no hash is given to {@code odd}. */
  public static List<ObjectId> in(Map<String, String> summary, Consumer<String> odd) {
    var values = new TreeMap<Long, String>();
    summary.forEach(
        (key, value) -> {
          if (key.startsWith(PROPERTY)) {
            var match = KEY.matcher(key);
            if (match.matches()) {
              long number =
                  match.group(1) == null ? -1 : Long.parseLong(match.group(1).substring(1));
              values.merge(number, value, (a, b) -> a + "," + b);
            }
          }
        });
    var hashes = new ArrayList<ObjectId>();
    for (var value : values.values()) {
      for (var name : value.split(",", -1)) {
        var stripped = name.strip();
        if (HASH.matcher(stripped).matches()) {
          hashes.add(ObjectId.fromHex(stripped));
        } else if (!stripped.isEmpty()) {
          odd.accept(stripped);
        }
      }
    }
    return hashes;
  }
}
