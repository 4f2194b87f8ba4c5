package dev.prunella.local.quality;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.quality.ColumnFacts;
import dev.prunella.quality.DependencySearch;
import dev.prunella.quality.RuleInference;
import dev.prunella.quality.RuleInference.Contradiction;
import dev.prunella.quality.RuleInference.Verdict;
import dev.prunella.quality.Vocabulary;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for rows that contradict most rows of their group. A few queries for each dependency; each
 * different contradiction, not each row, is judged in the heap. Not thread-safe.
 */
final class Contradictions {
  /** Fewer rows are no majority that could be believed. */
  private static final int LEAST_GROUP = 3;

  private static final double LEAST_SHARE = 0.6;

  private static final int LEAST_EXPLAINED = 2;
  private static final double EXPLAINED = 0.8;

  private static final String CONTRARY = "prunella_contrary";
  private static final String GROUPS = "prunella_groups";
  private static final String MINORITY = "prunella_minority";
  private static final String VERDICTS = "prunella_verdicts";

  private final Connection connection;
  private final CellTable cells;
  private final SuspicionTable found;
  private final CellLimits limits;
  private final Map<String, Vocabulary> vocabularies = new HashMap<>();

  Contradictions(Connection connection, CellTable cells, SuspicionTable found, CellLimits limits) {
    this.connection = connection;
    this.cells = cells;
    this.found = found;
    this.limits = limits;
  }

  /** The pair of a value and what stands there usually, with its best evidence. */
  private record Pair(@Nullable String value, String usual) {}

  /**
   * Adds what contradicts a dependency, and takes back what was held against a value's look where
   * its group confirms it.
   *
   * @return false if so much contradicts it that it is none; then nothing was changed
   */
  boolean add(int id, DependencySearch.Found dependency, ColumnFacts on) throws SQLException {
    int y = cells.index(dependency.on());
    var by = dependency.by().stream().map(n -> "c" + cells.index(n)).toList();
    group(by, y);
    var seen = contradictions(y);
    if (seen.size() > limits.contradictions()) {
      return false;
    }
    confirm(by, y);
    var known = vocabularies.computeIfAbsent(on.name(), k -> Vocabulary.of(on.values()));
    boolean soft = RuleInference.isSoft(seen.values());
    var verdicts = new ArrayList<String>();
    seen.forEach(
        (pair, contradiction) ->
            verdicts.add(
                tuple(
                    pair,
                    RuleInference.judge(contradiction, dependency.strength(), soft, on, known))));
    found.run(
        "CREATE OR REPLACE TEMP TABLE "
            + VERDICTS
            + " (y VARCHAR, usual VARCHAR, s VARCHAR, p DOUBLE)");
    found.values(VERDICTS, verdicts);
    found.run(
        "INSERT INTO "
            + SuspicionTable.NAME
            + " SELECT t.rowid, "
            + y
            + ", v.s, "
            + id
            + ", v.p, v.usual FROM "
            + CellTable.NAME
            + " t JOIN "
            + MINORITY
            + " m ON "
            + by.stream().map(x -> "t." + x + " = m." + x).collect(Collectors.joining(" AND "))
            + " AND t.c"
            + y
            + " IS NOT DISTINCT FROM m.y JOIN "
            + VERDICTS
            + " v ON v.y IS NOT DISTINCT FROM m.y AND v.usual = m.usual");
    explain(id, by, y);
    return true;
  }

  private static String tuple(Pair pair, Verdict verdict) {
    return "("
        + (pair.value() == null ? "NULL" : Sql.literal(pair.value()))
        + ", "
        + Sql.literal(pair.usual())
        + ", '"
        + verdict.signal()
        + "', "
        + verdict.confidence()
        + ")";
  }

  private void group(List<String> by, int y) throws SQLException {
    var names = String.join(", ", by);
    var filled = by.stream().map(x -> x + " IS NOT NULL").collect(Collectors.joining(" AND "));
    found.run(
        "CREATE OR REPLACE TEMP TABLE "
            + GROUPS
            + " AS WITH g AS (SELECT "
            + names
            + ", c"
            + y
            + " AS y, count(*) AS n FROM "
            + CellTable.NAME
            + " WHERE "
            + filled
            + " GROUP BY ALL) SELECT "
            + names
            + ", arg_max(y, n) FILTER (WHERE y IS NOT NULL) AS usual, "
            + "max(n) FILTER (WHERE y IS NOT NULL) AS n, "
            + "max(n) FILTER (WHERE y IS NOT NULL) / (sum(n) FILTER (WHERE y IS NOT NULL))"
            + " AS share FROM g GROUP BY "
            + names
            + " HAVING n >= "
            + LEAST_GROUP
            + " AND share >= "
            + LEAST_SHARE);
    found.run(
        "CREATE OR REPLACE TEMP TABLE "
            + MINORITY
            + " AS SELECT "
            + by.stream().map(x -> "t." + x).collect(Collectors.joining(", "))
            + ", t.c"
            + y
            + " AS y, usual, n, share, count(*) AS minority FROM "
            + CellTable.NAME
            + " t JOIN "
            + GROUPS
            + " USING ("
            + names
            + ") WHERE t.c"
            + y
            + " IS DISTINCT FROM usual GROUP BY ALL HAVING minority < n");
  }

  private Map<Pair, Contradiction> contradictions(int y) throws SQLException {
    var out = new LinkedHashMap<Pair, Contradiction>();
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "WITH p AS (SELECT y, usual, max(n) AS n, max(share) AS share, max(minority) AS again FROM "
                    + MINORITY
                    + " GROUP BY y, usual LIMIT "
                    + (limits.contradictions() + 1)
                    + "), w AS (SELECT y AS v FROM p UNION SELECT usual FROM p), k AS (SELECT c"
                    + y
                    + " AS v, count(*) AS n FROM "
                    + CellTable.NAME
                    + " WHERE c"
                    + y
                    + " IN (SELECT v FROM w) GROUP BY 1) SELECT p.y, p.usual, p.n, p.share, p.again,"
                    + " coalesce(a.n, 0), coalesce(b.n, 0) FROM p LEFT JOIN k a ON a.v = p.y"
                    + " LEFT JOIN k b ON b.v = p.usual")) {
      while (row.next()) {
        var pair = new Pair(row.getString(1), row.getString(2));
        out.put(
            pair,
            new Contradiction(
                pair.value(),
                row.getLong(6),
                pair.usual(),
                row.getLong(7),
                row.getLong(3),
                row.getDouble(4),
                row.getLong(5)));
      }
    }
    return out;
  }

  /**
   * Takes back what another column explains: where almost all rows with one value of it contradict,
   * the dependency does not hold for them. A measure's average of one state is no wrong average of
   * another.
   */
  private void explain(int id, List<String> by, int y) throws SQLException {
    found.run(
        "CREATE OR REPLACE TEMP TABLE "
            + CONTRARY
            + " AS SELECT t.rowid AS r, t.* FROM "
            + CellTable.NAME
            + " t WHERE t.rowid IN (SELECT r FROM "
            + SuspicionTable.NAME
            + " WHERE rule = "
            + id
            + " AND s IN ('DEPENDENCY', 'SLIP') AND p >= "
            + RuleInference.REPORT
            + ")");
    if (found.rows(CONTRARY) < LEAST_EXPLAINED) {
      return;
    }
    int width = Math.min(cells.columns().size(), limits.columns());
    var explained =
        IntStream.range(0, width)
            .filter(z -> z != y)
            .mapToObj(z -> explainedBy("c" + z, by))
            .collect(Collectors.joining(" UNION ALL "));
    found.run(
        "DELETE FROM "
            + SuspicionTable.NAME
            + " WHERE rule = "
            + id
            + " AND s IN ('DEPENDENCY', 'SLIP') AND r IN ("
            + explained
            + ")");
  }

  /** Contrary rows whose value in a column is one with which almost all rows are contrary. */
  private static String explainedBy(String z, List<String> by) {
    return "SELECT r FROM "
        + CONTRARY
        + " JOIN (SELECT z, n FROM (SELECT "
        + z
        + " AS z, count(*) AS n FROM "
        + CONTRARY
        + " GROUP BY 1 HAVING n >= "
        + LEAST_EXPLAINED
        + ") JOIN (SELECT t."
        + z
        + " AS z, count(*) AS all_rows FROM "
        + CellTable.NAME
        + " t JOIN "
        + GROUPS
        + " USING ("
        + String.join(", ", by)
        + ") WHERE t."
        + z
        + " IN (SELECT "
        + z
        + " FROM "
        + CONTRARY
        + ") GROUP BY 1) USING (z) WHERE n >= "
        + EXPLAINED
        + " * all_rows) ON "
        + z
        + " = z";
  }

  private void confirm(List<String> by, int y) throws SQLException {
    found.run(
        "DELETE FROM "
            + SuspicionTable.NAME
            + " f USING "
            + CellTable.NAME
            + " t, "
            + GROUPS
            + " g WHERE f.c = "
            + y
            + " AND f.s IN ('SHAPE', 'SPELLING') AND t.rowid = f.r AND t.c"
            + y
            + " = g.usual AND "
            + by.stream().map(x -> "t." + x + " = g." + x).collect(Collectors.joining(" AND ")));
  }
}
