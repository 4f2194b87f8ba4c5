package dev.prunella.incident;

import dev.prunella.incident.Place.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Finds what a failure's text blames: files with lines, tables, columns, keys. */
final class Places {
  private static final int MOST = 8;

  /** Hints name what might be meant, not what failed. */
  private static final double LEAST_WEIGHT = 0.5;

  private static final int MOST_LINES_READ = 5000;
  private static final String NAME = "[\"'`\\[]{0,2}([\\w.$-]{1,120})[\"'`\\]]{0,2}";

  private record Rule(Kind kind, Pattern pattern) {}

  private static final List<Rule> RULES =
      List.of(
          rule(Kind.COLUMN, "(?i:(?<!\\p{L})column(?: name| reference| with name)?:? )" + NAME),
          rule(Kind.COLUMN, "(?:NOT NULL|UNIQUE) constraint failed: ([\\w.]{1,120})"),
          rule(
              Kind.COLUMN,
              "(?:not found: |not in dataframe|KeyError: )[\\[]?['\"]([\\w .-]{1,80})['\"]"),
          rule(Kind.TABLE, "(?i:relation |table(?: with name| or view)? |Table or view )" + NAME),
          rule(Kind.FUNCTION, "(?i:function )" + NAME + "\\("),
          rule(Kind.CONSTRAINT, "(?i:constraint )[\"'`]([\\w.]{1,120})[\"'`]"),
          rule(Kind.KEY, "Key \\(([\\w, ]{1,120})\\)="),
          rule(Kind.MODULE, "No module named ['\"]?([\\w.]{1,120})"),
          rule(Kind.NODE, "(?i:in (?:model|test|seed|snapshot) )([\\w.]{1,160})"),
          rule(Kind.SETTING, "(?i:configuration |setting |parameter )[\"'`]?([\\w.]{2,80})[\"'`]?"),
          rule(
              Kind.FILE,
              "(?i:file |path |open |: )['\"]?(?:file:/{0,2})?((?:/|s3a?://|gs://|abfss?://|hdfs://)[^\\s'\",;:]{2,200})"),
          rule(
              Kind.FILE,
              "['\"]([\\w/.=-]{1,200}\\.(?:csv|parquet|json|ndjson|avro|orc|xlsx|gz|zip|sql|py|yml|yaml))['\"]"),
          rule(Kind.LINE, "\\(([\\w/.-]{1,200}\\.(?:sql|py|yml|yaml))\\)"),
          rule(Kind.LINE, "\\b((?:psql:)?[\\w/.-]{1,200}\\.sql:\\d{1,7})\\b"),
          rule(Kind.LINE, "(?i:COPY )([\\w.]{1,100}, line \\d{1,12})"));

  private static final Pattern FRAME =
      Pattern.compile("^\\s*+File \"([^\"]{1,300})\", line (\\d{1,7})");

  /** Words that a name cannot be: the sentence just goes on. */
  private static final List<String> NO_NAMES =
      List.of(
          "of",
          "is",
          "in",
          "or",
          "and",
          "with",
          "does",
          "to",
          "not",
          "the",
          "was",
          "for",
          "names",
          "on",
          "from",
          "a",
          "an",
          "values",
          "count",
          "that",
          "has",
          "has",
          "name",
          "reference",
          "types",
          "because",
          "but",
          "at",
          "are",
          "cannot",
          "could",
          "violates",
          "mismatch",
          "data");

  private Places() {}

  private static Rule rule(Kind kind, String pattern) {
    return new Rule(kind, Pattern.compile(pattern));
  }

  static List<Place> in(List<Line> lines, String text) {
    var places = new LinkedHashSet<Place>();
    frame(text).ifPresent(places::add);
    var ordered = new ArrayList<>(lines);
    ordered.sort(java.util.Comparator.comparingDouble(Line::weight).reversed());
    for (var line : ordered) {
      if (line.weight() < LEAST_WEIGHT) {
        continue;
      }
      for (var rule : RULES) {
        var matcher = rule.pattern().matcher(line.text());
        while (places.size() < MOST && matcher.find()) {
          var name = matcher.group(1);
          if (!NO_NAMES.contains(name.toLowerCase(java.util.Locale.ROOT)) && !name.isBlank()) {
            places.add(new Place(rule.kind(), name));
          }
        }
      }
    }
    return List.copyOf(places);
  }

  /** The innermost frame that is the user's own, not a library's. */
  private static java.util.Optional<Place> frame(String text) {
    var own = new ArrayList<Place>();
    text.lines()
        .limit(MOST_LINES_READ)
        .forEach(
            line -> {
              if (line.length() > Salient.LONGEST_LINE) {
                return;
              }
              var matcher = FRAME.matcher(line);
              if (matcher.find() && !isLibrary(matcher.group(1))) {
                own.add(new Place(Kind.LINE, matcher.group(1) + ":" + matcher.group(2)));
              }
            });
    return own.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(own.getLast());
  }

  private static boolean isLibrary(String file) {
    return file.contains("site-packages")
        || file.contains("dist-packages")
        || file.contains("/lib/python")
        || file.startsWith("<")
        || !file.contains("/")
        || file.endsWith(".pyx")
        || file.endsWith(".pxi");
  }
}
