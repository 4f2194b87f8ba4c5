package dev.prunella.local.quality;

import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Outline.Usual;
import dev.prunella.quality.Relation;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.GroupStatistics;
import dev.prunella.quality.Statistics.Tally;
import dev.prunella.quality.Statistics.UsualStatistics;
import dev.prunella.quality.TypeClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Computes a table interval's {@link Statistics}: one query for the whole and its columns, and one
 * for its groups. Not thread-safe: it uses the connection that it is given.
 */
public final class StatisticsScan {

  /** Distinct values are estimated, no longer counted, where more rows than these are expected. */
  private static final long COUNTED_ROWS = 500_000;

  /** So many rows are few. */
  private static final int FEW = 10_000;

  /** Columns of which a group says whether they are filled, and with one text only. */
  private static final int GROUPED_COLUMNS = 20;

  private static final AtomicLong NUMBER = new AtomicLong();

  private final Statements statements;
  private final int most;
  private final Optional<Known> known;

  public StatisticsScan(Connection connection) {
    this(connection, FEW);
  }

  /** A scan of all rows of an interval after a change, which asks only of what may have changed. */
  StatisticsScan(Connection connection, Known known) {
    this(connection, FEW, Optional.of(known));
  }

  /**
   * A scan.
   *
   * @param most so many rows are few
   */
  StatisticsScan(Connection connection, int most) {
    this(connection, most, Optional.empty());
  }

  private StatisticsScan(Connection connection, int most, Optional<Known> known) {
    this.statements = new Statements(connection);
    this.most = most;
    this.known = known;
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
      String relation, Outline outline, ReferenceTables reference, Span span, long expectedRows) {
    try {
      if (outline.rows() >= 1) {
        return scanAll(relation, outline, reference, span, expectedRows);
      }
      var part = "prunella_part_" + NUMBER.incrementAndGet();
      statements.run("CREATE TEMP TABLE " + part + " AS " + ScanSql.chosen(relation, outline));
      try {
        long expected = Math.round(outline.rows() * expectedRows);
        var found = scanAll(part, outline, reference, span, expected);
        // Where a share of the rows is none, there are few: then all are looked at.
        return found.rows() == 0
            ? scanAll(relation, outline, reference, span, expectedRows)
            : found.withRanges(ranges(relation, outline));
      } finally {
        statements.run("DROP TABLE " + part);
      }
    } catch (SQLException e) {
      throw new DuckDbException(
          "statistics of " + relation + " cannot be computed: " + e.getMessage(), e);
    }
  }

  private Statistics scanAll(
      String relation, Outline outline, ReferenceTables reference, Span span, long expectedRows)
      throws SQLException {
    var sql = new ScanSql(relation, outline, reference, span);
    var few = reference.few();
    long rows = few.fill(sql.rows(), most + 1);
    return rows > 0 && rows <= most
        ? new Scan(few, sql.over(few.table()), outline, span, expectedRows, true).run()
        : new Scan(statements, sql, outline, span, expectedRows, false).run();
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
    statements.query(
        "SELECT " + asked + " FROM " + relation + " t",
        row -> {
          for (int i = 0; i < names.size(); i++) {
            double least = row.getDouble(2 * i + 1);
            double greatest = row.getDouble(2 * i + 2);
            if (!row.wasNull()) {
              out.put(names.get(i), new Statistics.Range(least, greatest));
            }
          }
        });
    return out;
  }

  private final class Scan {
    private final Asker asker;
    private final ScanSql sql;
    private final Outline outline;
    private final Span span;
    private final boolean counted;
    private final boolean few;
    private final List<String> asked = new ArrayList<>();

    /**
     * A scan.
     *
     * @param few the rows are so few that planning a wide query costs more than reading them again
     */
    Scan(Asker asker, ScanSql sql, Outline outline, Span span, long expectedRows, boolean few) {
      this.asker = asker;
      this.sql = sql;
      this.outline = outline;
      this.span = span;
      this.counted = expectedRows <= COUNTED_ROWS;
      this.few = few;
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
      int distinct = ask(ScanSql.distinct("hash(" + String.join(", ", all) + ")", counted));
      int hash =
          ask(lasting.isEmpty() ? "''" : ScanSql.sum("hash(" + String.join(", ", lasting) + ")"));
      var open = outline.columns().stream().filter(c -> column(c).isEmpty()).toList();
      var usuals = outline.usualNumbers().stream().filter(u -> usual(u).isEmpty()).toList();
      var parts =
          few
              ? new TallParts(asker, sql, open, usuals, span, counted)
              : new WideParts(asked, sql, open, usuals, span, counted);
      var relations = new LinkedHashMap<String, Integer>();
      outline.relations().forEach(r -> relations.put(r.toString(), askRelation(r)));
      var texts = new LinkedHashMap<String, Integer>();
      outline.usualTexts().forEach(u -> texts.put(u.toString(), askUsual(u)));
      var answers = answers();
      var tallies = new LinkedHashMap<String, Tally>();
      relations.forEach(
          (k, i) -> tallies.put(k, new Tally(answers.count(i), answers.count(i + 1))));
      var against = new LinkedHashMap<String, UsualStatistics>();
      for (var usual : outline.usuals()) {
        against.put(
            usual.toString(),
            switch (usual) {
              case Usual.OfNumber n -> usual(n).orElseGet(() -> parts.usual(n, answers));
              case Usual.OfText t -> usualText(answers, texts.getOrDefault(t.toString(), 0));
            });
      }
      var columns =
          outline.columns().stream()
              .map(c -> column(c).orElseGet(() -> parts.column(c, answers)))
              .toList();
      return new Statistics(
          span.start(),
          span.length(),
          span.offset(),
          answers.count(rows),
          answers.count(distinct),
          answers.count(rows) == 0 ? "" : answers.text(hash),
          columns,
          answers.count(rows) == 0 ? List.of() : groups(columns),
          tallies,
          against);
    }

    private Optional<ColumnStatistics> column(Outline.Column column) {
      return known.flatMap(k -> k.column(column));
    }

    private Optional<UsualStatistics> usual(Usual.OfNumber usual) {
      return known.flatMap(k -> k.usual(usual));
    }

    private Answers answers() throws SQLException {
      var query = "SELECT " + String.join(",\n", asked) + " FROM " + sql.from();
      var found = new ArrayList<Answers>();
      asker.query(query, row -> found.add(Answers.of(row, 1, asked.size())));
      return found.getFirst();
    }

    private int askUsual(Usual.OfText t) {
      var u = sql.usual(t);
      var x = sql.text(t.column());
      int i = ask("count_if(" + u + " IS NOT NULL AND " + x + " IS NOT NULL)");
      ask("count_if(" + u + " = " + x + ")");
      return i;
    }

    private static UsualStatistics usualText(Answers a, int i) {
      return new UsualStatistics(a.count(i), a.count(i + 1), Double.NaN, Double.NaN, List.of());
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

    private List<GroupStatistics> groups(List<ColumnStatistics> columns) throws SQLException {
      if (outline.groups().isEmpty()) {
        return List.of();
      }
      return new GroupScan(asker, sql, outline, columns, GROUPED_COLUMNS).run();
    }
  }
}
