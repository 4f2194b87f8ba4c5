package dev.prunella.local.quality;

import dev.prunella.quality.Outline;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.Numbers;
import dev.prunella.quality.Statistics.Texts;
import dev.prunella.quality.Statistics.Times;
import dev.prunella.quality.TypeClass;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a scan asks of a column, and what the answers say of it. */
final class ColumnAsk {
  /** Shapes of texts that are kept; the others are rare. */
  private static final int MOST_PATTERNS = 20;

  private final List<String> asked;
  private final TypeClass type;
  private final Span span;
  private final int nulls;
  private final int distinct;
  private final int hash;
  private final int sample;
  private final int first;

  /**
   * Asks.
   *
   * @param asked to which the aggregates are added
   * @param x the column in the query
   * @param kept whether a value is among those of which each is counted
   * @param distinct an aggregate for the number of different values
   */
  ColumnAsk(List<String> asked, TypeClass type, String x, String kept, String distinct, Span span) {
    this.asked = asked;
    this.type = type;
    this.span = span;
    var hashed = ScanSql.hashed(type, x);
    this.nulls = ask("count(*) - count(" + x + ")");
    this.distinct = ask(distinct);
    this.hash = ask(ScanSql.sum("hash(" + hashed + ")"));
    this.sample =
        type == TypeClass.TIME
            ? ask("''")
            : ask(
                "CAST(to_json(histogram("
                    + hashed
                    + ") FILTER (WHERE "
                    + x
                    + " IS NOT NULL AND "
                    + kept
                    + ")) AS VARCHAR)");
    this.first = asked.size();
    switch (type) {
      case NUMBER -> askNumbers(x);
      case TEXT -> askTexts(x);
      case TIME -> askTimes(x);
    }
  }

  private int ask(String expression) {
    asked.add(expression);
    return asked.size() - 1;
  }

  /** Whether all values of a column are counted, so that nobody need ask how many there are. */
  static boolean isWhole(Outline.Column c) {
    return c.sampled() >= 1 && c.type() != TypeClass.TIME;
  }

  /** What the answers say of a column. */
  ColumnStatistics read(Answers a, Outline.Column c) {
    return new ColumnStatistics(
        c.name(),
        c.type(),
        a.count(nulls),
        isWhole(c) ? a.counts(sample).size() : a.count(distinct),
        a.text(hash),
        a.counts(sample),
        switch (type) {
          case NUMBER -> numbers(a, first);
          case TEXT -> texts(a, first);
          case TIME -> times(a, first);
        });
  }

  private void askNumbers(String x) {
    ask("count(" + x + ")");
    ask("min(" + x + ")");
    ask("max(" + x + ")");
    ask("avg(" + x + ")");
    ask("stddev_pop(" + x + ")");
    ask(UsualAsk.quantiles(x));
    ask("avg(CASE WHEN " + x + " <> 0 THEN ln(abs(" + x + ")) END)");
    ask("stddev_pop(CASE WHEN " + x + " <> 0 THEN ln(abs(" + x + ")) END)");
    ask("count_if(" + x + " = 0)");
    ask("count_if(" + x + " < 0)");
    for (int decimals = 0; decimals <= 2; decimals++) {
      var rounded = "round(" + x + ", " + decimals + ")";
      ask("count_if(abs(" + x + " - " + rounded + ") <= 1e-9 * abs(" + x + "))");
    }
  }

  private Numbers numbers(Answers a, int i) {
    int after = i + 6;
    return new Numbers(
        a.count(i),
        a.number(i + 1),
        a.number(i + 2),
        a.number(i + 3),
        a.number(i + 4),
        a.quantiles(i + 5),
        a.number(after),
        a.number(after + 1),
        a.count(after + 2),
        a.count(after + 3),
        a.count(after + 4),
        a.count(after + 5),
        a.count(after + 6));
  }

  private void askTexts(String x) {
    ask("count(" + x + ")");
    ask("count_if(" + x + " = '')");
    ask("min(length(" + x + "))");
    ask("max(length(" + x + "))");
    ask("sum(length(" + x + "))");
    ask("sum(length(" + x + ") - length(regexp_replace(" + x + ", '[0-9]+', '', 'g')))");
    ask("count_if(" + x + " = upper(" + x + "))");
    ask("count_if(" + x + " = lower(" + x + "))");
    ask("count_if(strlen(" + x + ") > length(" + x + "))");
    ask(
        "count_if("
            + x
            + " <> '' AND ("
            + isBlank("left", x)
            + " OR "
            + isBlank("right", x)
            + "))");
    ask("count_if(contains(" + x + ", chr(65533)) OR contains(" + x + ", chr(195)))");
    var shape =
        "left(regexp_replace(regexp_replace(left("
            + x
            + ", 80), '\\p{L}+', 'a', 'g'), '[0-9]+', '9', 'g'), 24)";
    ask("CAST(to_json(histogram(" + shape + ") FILTER (WHERE " + x + " IS NOT NULL)) AS VARCHAR)");
    ask("CAST(to_json(histogram(length(" + x + "))) AS VARCHAR)");
  }

  /** Whether a text's outermost character is one that is not seen; true of one without any. */
  private static String isBlank(String side, String x) {
    return "contains(' \t\r\n', " + side + "(" + x + ", 1))";
  }

  private Texts texts(Answers a, int i) {
    long longest = a.count(i + 3);
    var patterns =
        a.counts(i + 11).entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_PATTERNS)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return new Texts(
        a.count(i),
        a.count(i + 1),
        a.count(i + 2),
        longest,
        a.counts(i + 12).getOrDefault(String.valueOf(longest), 0L),
        a.count(i + 4),
        a.count(i + 5),
        a.count(i + 6),
        a.count(i + 7),
        a.count(i + 8),
        a.count(i + 9),
        a.count(i + 10),
        patterns);
  }

  private void askTimes(String x) {
    ask("count(" + x + ")");
    ask("min(" + x + ")");
    ask("max(" + x + ")");
    ask(UsualAsk.quantiles(x));
    var second = "(" + x + " + " + span.begins().toEpochSecond(ZoneOffset.UTC) + ")";
    ask("CAST(to_json(histogram(" + hour(second) + ")) AS VARCHAR)");
    var inside = x + " >= 0 AND " + x + " < " + span.shown().toSeconds();
    ask("count_if(" + inside + ")");
    // Of a day there are no more than its seconds.
    ask(
        isDay()
            ? "CAST(to_json(list_aggregate(list_transform(list(DISTINCT floor("
                + second
                + ")) FILTER (WHERE "
                + inside
                + "), lambda s: "
                + hour("s")
                + "), 'histogram')) AS VARCHAR)"
            : "''");
  }

  private boolean isDay() {
    return span.length().equals(Duration.ofDays(1)) && span.change().isEmpty();
  }

  private static String hour(String second) {
    return "CAST(floor(" + second + " / 3600) AS BIGINT) % 24";
  }

  private Times times(Answers a, int i) {
    int after = i + 4;
    return new Times(
        a.count(i),
        a.number(i + 1),
        a.number(i + 2),
        a.quantiles(i + 3),
        byHour(a.counts(after)),
        a.count(after + 1),
        isDay() ? byHour(a.counts(after + 2)) : List.of());
  }

  private static List<Long> byHour(Map<String, Long> counts) {
    return IntStream.range(0, 24)
        .mapToObj(h -> counts.getOrDefault(String.valueOf(h), 0L))
        .toList();
  }
}
