package dev.prunella.app.project;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.pipeline.Materialization;
import dev.prunella.refs.DidYouMean;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code full}, {@code append}, {@code interval by COLUMN}, {@code merge by KEY, ...} and
 * {@code merge by KEY, ... newest COLUMN}.
 */
final class Materialized {
  private static final Pattern COLUMN =
      Pattern.compile("\\s*(?:\"((?:[^\"]|\"\")+)\"|([^\\s,\"]+))\\s*(,|$)");
  private static final Pattern WORDS = Pattern.compile("(\\S+)(?:\\s+(\\S+)(?:\\s+(.*))?)?");

  private static final Pattern NEWEST =
      Pattern.compile("(.*\\S)\\s+newest\\s+(\\S.*)", Pattern.CASE_INSENSITIVE);

  private Materialized() {}

  static Optional<Materialization> read(Fields.Line setting, Problems.Of problems) {
    var words = WORDS.matcher(setting.text().strip());
    var kind = words.matches() ? words.group(1).toLowerCase(Locale.ROOT) : "";
    var by = words.matches() && words.group(2) != null ? words.group(2) : "";
    var columns =
        words.matches() && words.group(3) != null ? columns(words.group(3)) : List.<String>of();
    boolean named = by.equalsIgnoreCase("by") && !columns.isEmpty();
    Optional<Materialization> how =
        switch (kind) {
          case "full" -> only(by.isEmpty(), new Materialization.Full());
          case "append" -> only(by.isEmpty(), new Materialization.Append());
          case "interval" ->
              named && columns.size() == 1
                  ? Optional.of(new Materialization.IntervalBy(columns.getFirst()))
                  : Optional.empty();
          case "merge" -> by.equalsIgnoreCase("by") ? merge(words.group(3)) : Optional.empty();
          default -> Optional.empty();
        };
    if (how.isEmpty()) {
      problems.add(setting.line(), sentence(setting.text(), kind));
    }
    return how;
  }

  private static Optional<Materialization> merge(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    var newest = NEWEST.matcher(text);
    if (newest.matches()) {
      var key = columns(newest.group(1));
      var column = columns(newest.group(2));
      if (!key.isEmpty() && column.size() == 1) {
        return Optional.of(new Materialization.MergeBy(key, Optional.of(column.getFirst())));
      }
    }
    var key = columns(text);
    return key.isEmpty() ? Optional.empty() : Optional.of(new Materialization.MergeBy(key));
  }

  private static Optional<Materialization> only(boolean when, Materialization how) {
    return when ? Optional.of(how) : Optional.empty();
  }

  private static String sentence(String text, String kind) {
    var known = List.of("full", "append", "interval", "merge");
    return "'materialized' is full, append, interval by COLUMN or merge by KEY [newest COLUMN], not '"
        + text
        + "'"
        + (known.contains(kind)
            ? ""
            : DidYouMean.among(known, kind)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(""));
  }

  /** Empty when they cannot be read, or one comes twice. */
  private static List<String> columns(String text) {
    var found = new ArrayList<String>();
    var seen = new HashSet<String>();
    var column = COLUMN.matcher(text);
    int at = 0;
    while (at < text.length() && column.find(at) && column.start() == at) {
      var name = column.group(1) != null ? column.group(1).replace("\"\"", "\"") : column.group(2);
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        return List.of();
      }
      found.add(name);
      at = column.end();
    }
    return at == text.length() && !text.strip().endsWith(",") ? found : List.of();
  }
}
