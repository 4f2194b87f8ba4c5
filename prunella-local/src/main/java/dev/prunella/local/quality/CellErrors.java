package dev.prunella.local.quality;

import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.quality.CellSuspicion;
import dev.prunella.quality.CellSuspicion.Evidence;
import dev.prunella.quality.CellSuspicion.Level;
import dev.prunella.quality.ColumnFacts;
import dev.prunella.quality.DependencySearch;
import dev.prunella.quality.InferredRule;
import dev.prunella.quality.RowRule;
import dev.prunella.quality.RuleInference;
import dev.prunella.quality.Signal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Cells of a relation that are probably wrong, found without anyone saying which are right. The
 * work is done in DuckDB, in temporary tables of the connection that go with it; the heap holds
 * what {@link CellLimits} allows. Not thread-safe, and one at a time on a connection.
 */
public final class CellErrors {
  /** The temporary table of suspicions: {@code r} the row from 0, {@code c} the column's index. */
  public static final String TABLE = "prunella_suspicions";

  /** Three habits together stay below what holds a row back. */
  private static final double HABIT = 0.7;

  private final Connection connection;
  private final CellTable cells;
  private final List<InferredRule> rules;

  private CellErrors(Connection connection, CellTable cells, List<InferredRule> rules) {
    this.connection = connection;
    this.cells = cells;
    this.rules = List.copyOf(rules);
  }

  /**
   * Infers rules from a relation and applies them to it.
   *
   * @param relation what stands in a FROM clause of the connection: a table's quoted name or a
   *     query in parentheses
   * @throws DuckDbException if it cannot be read
   */
  public static CellErrors find(Connection connection, String relation, CellLimits limits) {
    try {
      return new Search(connection, CellTable.of(connection, relation), limits).run();
    } catch (SQLException e) {
      throw new DuckDbException(
          "the cells of " + relation + " cannot be judged: " + e.getMessage(), e);
    }
  }

  /** The rules, with how often they are broken; those that nothing breaks too. */
  public List<InferredRule> rules() {
    return rules;
  }

  /** How many cells are suspicious at least so much. */
  public long cells(Level least) {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) FROM " + TABLE + " WHERE p >= " + threshold(least))) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new DuckDbException("suspicions cannot be counted: " + e.getMessage(), e);
    }
  }

  /** From which confidence on a cell is at a level. */
  public static double threshold(Level level) {
    return switch (level) {
      case REPORT -> RuleInference.REPORT;
      case QUARANTINE -> RuleInference.QUARANTINE;
    };
  }

  /** Hands over suspicions, the most suspicious first, at most so many. */
  public void each(Level least, long most, Consumer<CellSuspicion> consumer) {
    var values =
        IntStream.range(0, cells.columns().size())
            .mapToObj(i -> "WHEN " + i + " THEN t.c" + i)
            .collect(Collectors.joining(" ", "CASE x.c ", " END"));
    var sql =
        "SELECT x.r, x.c, x.p, any_value("
            + values
            + "), list(f.s ORDER BY f.p DESC, f.rule), list(f.expected ORDER BY f.p DESC, f.rule), list(f.p ORDER BY f.p DESC, f.rule)"
            + " FROM (SELECT * FROM "
            + TABLE
            + " WHERE p >= "
            + threshold(least)
            + " ORDER BY p DESC, r, c LIMIT "
            + most
            + ") x JOIN "
            + SuspicionTable.NAME
            + " f ON f.r = x.r AND f.c = x.c JOIN "
            + CellTable.NAME
            + " t ON t.rowid = x.r GROUP BY x.r, x.c, x.p ORDER BY x.p DESC, x.r, x.c";
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      while (row.next()) {
        var signals = (Object[]) row.getArray(5).getArray();
        var expected = (Object[]) row.getArray(6).getArray();
        var confidences = (Object[]) row.getArray(7).getArray();
        var evidence = new ArrayList<Evidence>();
        for (int i = 0; i < signals.length; i++) {
          evidence.add(
              new Evidence(
                  Signal.valueOf(String.valueOf(signals[i])),
                  expected[i] == null ? null : expected[i].toString(),
                  ((Number) confidences[i]).doubleValue()));
        }
        double p = row.getDouble(3);
        consumer.accept(
            new CellSuspicion(
                row.getLong(1),
                cells.columns().get(row.getInt(2)).name(),
                row.getString(4),
                p,
                p >= RuleInference.QUARANTINE ? Level.QUARANTINE : Level.REPORT,
                evidence));
      }
    } catch (SQLException e) {
      throw new DuckDbException("suspicions cannot be read: " + e.getMessage(), e);
    }
  }

  private static final class Search {
    private final Connection connection;
    private final CellTable cells;
    private final CellLimits limits;
    private final SuspicionTable found;
    private final List<InferredRule> rules = new ArrayList<>();

    Search(Connection connection, CellTable cells, CellLimits limits) throws SQLException {
      this.connection = connection;
      this.cells = cells;
      this.limits = limits;
      this.found = new SuspicionTable(connection, cells);
    }

    CellErrors run() throws SQLException {
      var facts = cells.facts(limits);
      for (var column : facts) {
        for (var rule : RuleInference.ofColumn(column)) {
          found.add(rules.size(), rule.rule(), rule.confidence());
          rules.add(rule);
        }
      }
      merged(facts);
      for (var near : new NearNumbers(connection, cells, found, limits).add(rules.size(), facts)) {
        rules.add(near);
      }
      dependencies(
          facts.stream().collect(Collectors.toMap(ColumnFacts::name, Function.identity())));
      found.run("CREATE OR REPLACE TEMP TABLE prunella_by (rule INTEGER, c INTEGER)");
      found.values("prunella_by", sides());
      blame();
      var counted = new ArrayList<InferredRule>();
      for (int id = 0; id < rules.size(); id++) {
        counted.add(rules.get(id).broken(found.count(id)));
      }
      combine(counted);
      return new CellErrors(connection, cells, counted);
    }

    private void merged(List<ColumnFacts> facts) throws SQLException {
      var merged = new MergedCells(connection, cells, found);
      for (var lost : facts) {
        if (MergedCells.mayBeLost(lost)) {
          for (var in : facts) {
            merged.add(rules.size(), in, lost).ifPresent(rules::add);
          }
        }
      }
    }

    private void dependencies(Map<String, ColumnFacts> facts) throws SQLException {
      var contradictions = new Contradictions(connection, cells, found, limits);
      var tried = new HashMap<String, Integer>();
      var candidates = new DependencySearch(cells.sample(limits)).run();
      candidates.sort(
          Comparator.<DependencySearch.Found>comparingInt(d -> d.by().size())
              .thenComparing(
                  Comparator.comparingDouble(DependencySearch.Found::strength).reversed()));
      for (var candidate : candidates) {
        if (tried.merge(candidate.on(), 1, Integer::sum) > limits.dependencies()) {
          continue;
        }
        var on = facts.get(candidate.on());
        if (on != null && contradictions.add(rules.size(), candidate, on)) {
          rules.add(RuleInference.ofDependency(candidate, on));
        }
      }
    }

    /** Which columns stand on the left of which dependency. */
    private List<String> sides() {
      var out = new ArrayList<String>();
      for (int id = 0; id < rules.size(); id++) {
        if (rules.get(id).rule() instanceof RowRule.Determined d) {
          for (var by : d.by()) {
            out.add("(" + id + ", " + cells.index(by) + ")");
          }
        }
      }
      return out;
    }

    /**
     * A contradiction accuses both sides. Where the left one contradicts several columns, and the
     * right one nothing else, the left one is wrong (the idea of a least cover of conflicts: Chu,
     * Ilyas and Papotti, "Holistic data cleaning", 2013).
     */
    private void blame() throws SQLException {
      found.run(
          """
          CREATE OR REPLACE TEMP TABLE prunella_blame AS
          WITH e AS (SELECT DISTINCT f.r, b.c AS x, f.c AS y, f.rule
                     FROM prunella_found f JOIN prunella_by b USING (rule)
                     WHERE f.s = 'DEPENDENCY'),
            dx AS (SELECT r, x, count(DISTINCT y) AS n FROM e GROUP BY ALL),
            dy AS (SELECT r, y, count(DISTINCT x) AS n FROM e GROUP BY ALL)
          SELECT e.r, e.x, e.y, e.rule, dx.n AS xn, dy.n AS yn
          FROM e JOIN dx USING (r, x) JOIN dy USING (r, y) WHERE dx.n > dy.n
          """);
      found.run(
          """
          DELETE FROM prunella_found f USING prunella_blame b
          WHERE f.s = 'DEPENDENCY' AND f.r = b.r AND f.c = b.y AND f.rule = b.rule
          """);
      found.run(
          """
          INSERT INTO prunella_found
          SELECT r, x, 'DEPENDENCY', min(rule), 0.55, NULL FROM prunella_blame
          WHERE xn >= 3 AND yn = 1 GROUP BY r, x
          """);
    }

    /** Signals that agree make it more likely; the same signal again does not. */
    private void combine(List<InferredRule> counted) throws SQLException {
      var habits = new ArrayList<String>();
      for (int id = 0; id < counted.size(); id++) {
        var rule = counted.get(id);
        if (rule.violations() > RuleInference.MOST_QUARANTINED * rule.support()) {
          habits.add(String.valueOf(id));
        }
      }
      if (!habits.isEmpty()) {
        found.run(
            "UPDATE prunella_found SET p = least(p, "
                + HABIT
                + ") WHERE rule IN ("
                + String.join(", ", habits)
                + ")");
      }
      found.run(
          "CREATE OR REPLACE TEMP TABLE "
              + TABLE
              + " AS SELECT r, c, 1 - product(1 - p) AS p FROM (SELECT r, c, s, max(p) AS p FROM "
              + SuspicionTable.NAME
              + " GROUP BY r, c, s) GROUP BY r, c HAVING 1 - product(1 - p) >= "
              + RuleInference.REPORT);
    }
  }
}
