package dev.prunella.local.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Outline.Usual;
import dev.prunella.quality.Relation;
import dev.prunella.quality.Statistics;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.GroupStatistics;
import dev.prunella.quality.Statistics.Numbers;
import dev.prunella.quality.Statistics.Tally;
import dev.prunella.quality.Statistics.Texts;
import dev.prunella.quality.Statistics.Times;
import dev.prunella.quality.Statistics.UsualStatistics;
import dev.prunella.quality.TypeClass;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Computes a table interval's {@link Statistics}: one query for the whole and its columns, and one
 * for its groups. Not thread-safe: it uses the connection that it is given.
 */
public final class StatisticsScan {

  /** Distinct values are estimated, no longer counted, where more rows than these are expected. */
  private static final long COUNTED_ROWS = 500_000;

  /** Shapes of texts that are kept; the others are rare. */
  private static final int MOST_PATTERNS = 20;

  /** Columns of which a group says whether they are filled, and with one text only. */
  private static final int GROUPED_COLUMNS = 20;

  private static final AtomicLong NUMBER = new AtomicLong();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;

  public StatisticsScan(Connection connection) {
    this.connection = connection;
  }

  /**
   * Scans an interval.
   *
   * @param relation what stands in a FROM clause of the connection: a table's quoted name or a
   *     query in parentheses
   * @param expectedRows about how many rows it has
   * @throws DuckDbException if the relation lacks a column of the outline or cannot be read
   */
  public Statistics scan(
      String relation,
      Outline outline,
      ReferenceTables reference,
      Instant start,
      Duration length,
      long expectedRows) {
    try {
      if (outline.rows() >= 1) {
        return scanAll(relation, outline, reference, start, length, expectedRows);
      }
      var part = "prunella_part_" + NUMBER.incrementAndGet();
      execute("CREATE TEMP TABLE " + part + " AS " + ScanSql.chosen(relation, outline));
      try {
        long expected = Math.round(outline.rows() * expectedRows);
        var found = scanAll(part, outline, reference, start, length, expected);
        // Where a share of the rows is none, there are few: then all are looked at.
        return found.rows() == 0
            ? scanAll(relation, outline, reference, start, length, expectedRows)
            : found.withRanges(ranges(relation, outline));
      } finally {
        execute("DROP TABLE " + part);
      }
    } catch (SQLException e) {
      throw new DuckDbException(
          "statistics of " + relation + " cannot be computed: " + e.getMessage(), e);
    }
  }

  private void execute(String query) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(query);
    }
  }

  private Statistics scanAll(
      String relation,
      Outline outline,
      ReferenceTables reference,
      Instant start,
      Duration length,
      long expectedRows)
      throws SQLException {
    var sql = new ScanSql(relation, outline, reference, start.getEpochSecond());
    return new Scan(sql, outline, start, length, expectedRows).run();
  }

  /** Least and greatest of each number column, over all rows: single far values are rare ones. */
  private Map<String, Statistics.Range> ranges(String relation, Outline outline)
      throws SQLException {
    var names = outline.names(TypeClass.NUMBER);
    var out = new LinkedHashMap<String, Statistics.Range>();
    if (names.isEmpty()) {
      return out;
    }
    // Cast afterwards, which keeps the order: of columns as they are, files know least and
    // greatest.
    var asked =
        names.stream()
            .map(Sql::identifier)
            .map(x -> "CAST(min(" + x + ") AS DOUBLE), CAST(max(" + x + ") AS DOUBLE)")
            .collect(Collectors.joining(", "));
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + asked + " FROM " + relation + " t")) {
      row.next();
      for (int i = 0; i < names.size(); i++) {
        double least = row.getDouble(2 * i + 1);
        double greatest = row.getDouble(2 * i + 2);
        if (!row.wasNull()) {
          out.put(names.get(i), new Statistics.Range(least, greatest));
        }
      }
    }
    return out;
  }

  /** The answers of one query, by the order in which they were asked for. */
  private record Answers(List<Object> values) {
    long count(int i) {
      return values.get(i) instanceof Number n ? n.longValue() : 0;
    }

    double number(int i) {
      return values.get(i) instanceof Number n ? n.doubleValue() : Double.NaN;
    }

    String text(int i) {
      return String.valueOf(values.get(i));
    }

    Map<String, Long> counts(int i) {
      return values.get(i) instanceof String json && !json.isEmpty()
          ? parse(json, new TypeReference<LinkedHashMap<String, Long>>() {})
          : Map.of();
    }

    /** Quantiles; none of no values. */
    List<Double> quantiles(int i) {
      return values.get(i) instanceof String json && !json.isEmpty()
          ? parse(json, new TypeReference<List<Double>>() {})
          : List.of();
    }

    private static <T> T parse(String json, TypeReference<T> type) {
      try {
        return JSON.readValue(json, type);
      } catch (JsonProcessingException e) {
        throw new DuckDbException("DuckDB's answer is no JSON: " + e.getOriginalMessage(), e);
      }
    }
  }

  private final class Scan {
    private final ScanSql sql;
    private final Outline outline;
    private final Instant start;
    private final Duration length;
    private final boolean counted;
    private final List<String> asked = new ArrayList<>();

    Scan(ScanSql sql, Outline outline, Instant start, Duration length, long expectedRows) {
      this.sql = sql;
      this.outline = outline;
      this.start = start;
      this.length = length;
      this.counted = expectedRows <= COUNTED_ROWS;
    }

    private int ask(String expression) {
      asked.add(expression);
      return asked.size() - 1;
    }

    Statistics run() throws SQLException {
      int rows = ask("count(*)");
      var all = outline.columns().stream().map(Outline.Column::name).map(sql::hashed).toList();
      var lasting =
          outline.columns().stream()
              .filter(c -> c.type() != TypeClass.TIME)
              .map(Outline.Column::name)
              .map(sql::hashed)
              .toList();
      int distinct = ask(distinct("hash(" + String.join(", ", all) + ")"));
      int hash = ask(lasting.isEmpty() ? "''" : sum("hash(" + String.join(", ", lasting) + ")"));
      var columns = outline.columns().stream().map(this::column).toList();
      var relations = new LinkedHashMap<String, Integer>();
      outline.relations().forEach(r -> relations.put(r.toString(), askRelation(r)));
      var usuals = new LinkedHashMap<String, Integer>();
      outline.usuals().forEach(u -> usuals.put(u.toString(), askUsual(u)));
      var answers = answers();
      var tallies = new LinkedHashMap<String, Tally>();
      relations.forEach(
          (k, i) -> tallies.put(k, new Tally(answers.count(i), answers.count(i + 1))));
      var against = new LinkedHashMap<String, UsualStatistics>();
      outline
          .usuals()
          .forEach(
              u -> {
                int i = usuals.getOrDefault(u.toString(), 0);
                boolean number = u instanceof Usual.OfNumber;
                against.put(
                    u.toString(),
                    new UsualStatistics(
                        answers.count(i),
                        answers.count(i + 1),
                        number ? answers.number(i + 2) : Double.NaN,
                        number ? answers.number(i + 3) : Double.NaN,
                        number ? answers.quantiles(i + 4) : List.of()));
              });
      return new Statistics(
          start,
          length,
          answers.count(rows),
          answers.count(distinct),
          answers.count(rows) == 0 ? "" : answers.text(hash),
          columns.stream().map(c -> c.apply(answers)).toList(),
          answers.count(rows) == 0 ? List.of() : groups(),
          tallies,
          against);
    }

    private Answers answers() throws SQLException {
      var query = sql.base() + "SELECT " + String.join(",\n", asked) + " FROM base";
      try (var statement = connection.createStatement();
          ResultSet row = statement.executeQuery(query)) {
        row.next();
        var values = new ArrayList<Object>(asked.size());
        for (int i = 1; i <= asked.size(); i++) {
          var value = row.getObject(i);
          values.add(value == null ? "" : value);
        }
        return new Answers(values);
      }
    }

    private String distinct(String expression) {
      return counted
          ? "count(DISTINCT " + expression + ")"
          : "approx_count_distinct(" + expression + ")";
    }

    private static String sum(String hash) {
      return "CAST(coalesce(sum(CAST(" + hash + " AS HUGEINT)), 0) AS VARCHAR)";
    }

    private Function<Answers, ColumnStatistics> column(Outline.Column c) {
      var x = sql.any(c.name());
      var hashed = sql.hashed(c.name());
      int nulls = ask("count(*) - count(" + x + ")");
      boolean whole = c.sampled() >= 1 && c.type() != TypeClass.TIME;
      int distinct = ask(whole ? "0" : distinct(x));
      int hash = ask(sum("hash(" + hashed + ")"));
      int sample =
          c.type() == TypeClass.TIME
              ? ask("''")
              : ask(
                  "CAST(to_json(histogram("
                      + hashed
                      + ") FILTER (WHERE "
                      + x
                      + " IS NOT NULL AND "
                      + ScanSql.kept(hashed, c.sampled())
                      + ")) AS VARCHAR)");
      int first = asked.size();
      switch (c.type()) {
        case NUMBER -> askNumbers(x);
        case TEXT -> askTexts(x);
        case TIME -> askTimes(x);
      }
      return a ->
          new ColumnStatistics(
              c.name(),
              c.type(),
              a.count(nulls),
              whole ? a.counts(sample).size() : a.count(distinct),
              a.text(hash),
              a.counts(sample),
              switch (c.type()) {
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
      askQuantiles(x);
      ask("avg(CASE WHEN " + x + " <> 0 THEN ln(abs(" + x + ")) END)");
      ask("stddev_pop(CASE WHEN " + x + " <> 0 THEN ln(abs(" + x + ")) END)");
      ask("count_if(" + x + " = 0)");
      ask("count_if(" + x + " < 0)");
      for (int decimals = 0; decimals <= 2; decimals++) {
        var rounded = "round(" + x + ", " + decimals + ")";
        ask("count_if(abs(" + x + " - " + rounded + ") <= 1e-9 * abs(" + x + "))");
      }
    }

    private void askQuantiles(String x) {
      ask("CAST(to_json(quantile_cont(" + x + ", " + Statistics.GRID + ")) AS VARCHAR)");
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
      ask("sum(length(" + x + ") - length(translate(" + x + ", '0123456789', '')))");
      ask("count_if(" + x + " = upper(" + x + "))");
      ask("count_if(" + x + " = lower(" + x + "))");
      ask("count_if(strlen(" + x + ") > length(" + x + "))");
      ask("count_if(" + x + " <> trim(" + x + ", ' \t\r\n'))");
      ask("count_if(contains(" + x + ", chr(65533)) OR contains(" + x + ", chr(195)))");
      var shape =
          "left(regexp_replace(regexp_replace(left("
              + x
              + ", 80), '\\p{L}+', 'a', 'g'), '[0-9]+', '9', 'g'), 24)";
      ask(
          "CAST(to_json(histogram("
              + shape
              + ") FILTER (WHERE "
              + x
              + " IS NOT NULL)) AS VARCHAR)");
      ask("CAST(to_json(histogram(length(" + x + "))) AS VARCHAR)");
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
      askQuantiles(x);
      var second = "(" + x + " + " + start.getEpochSecond() + ")";
      ask("CAST(to_json(histogram(CAST(floor(" + second + " / 3600) AS BIGINT) % 24)) AS VARCHAR)");
      ask("count_if(" + x + " >= 0 AND " + x + " < " + length.toSeconds() + ")");
    }

    private Times times(Answers a, int i) {
      int after = i + 4;
      var hours = a.counts(after);
      return new Times(
          a.count(i),
          a.number(i + 1),
          a.number(i + 2),
          a.quantiles(i + 3),
          IntStream.range(0, 24).mapToObj(h -> hours.getOrDefault(String.valueOf(h), 0L)).toList(),
          a.count(after + 1));
    }

    private int askRelation(Relation relation) {
      var names = relation.columns().stream().map(sql::number).toList();
      int asks =
          ask(
              "count_if("
                  + names.stream().map(n -> n + " IS NOT NULL").collect(Collectors.joining(" AND "))
                  + ")");
      ask("count_if(" + broken(relation, names) + ")");
      return asks;
    }

    private static String broken(Relation relation, List<String> n) {
      return switch (relation) {
        case Relation.AtMost r -> n.get(0) + " > " + n.get(1);
        case Relation.Sum r -> off(n.get(0), "(" + n.get(1) + " + " + n.get(2) + ")", "1e-6");
        case Relation.Product r -> off(n.get(0), "(" + n.get(1) + " * " + n.get(2) + ")", "2e-3");
      };
    }

    private static String off(String a, String b, String tolerance) {
      return "abs(" + a + " - " + b + ") > " + tolerance + " * (abs(" + a + ") + abs(" + b + "))";
    }

    private int askUsual(Usual usual) {
      return switch (usual) {
        case Usual.OfNumber n -> {
          var r = sql.againstUsual(n);
          int i = ask("count(" + r + ")");
          ask("count_if(abs(" + r + ") < 0.005)");
          ask("min(" + r + ")");
          ask("max(" + r + ")");
          askQuantiles(r);
          yield i;
        }
        case Usual.OfText t -> {
          var u = sql.usual(t);
          var x = sql.text(t.column());
          int i = ask("count_if(" + u + " IS NOT NULL AND " + x + " IS NOT NULL)");
          ask("count_if(" + u + " = " + x + ")");
          yield i;
        }
      };
    }

    private List<GroupStatistics> groups() throws SQLException {
      if (outline.groups().isEmpty()) {
        return List.of();
      }
      return new GroupScan(connection, sql, outline, GROUPED_COLUMNS).run();
    }
  }
}
