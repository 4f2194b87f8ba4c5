package dev.prunella.local.quality;

import dev.prunella.quality.ColumnFacts;
import dev.prunella.quality.InferredRule;
import dev.prunella.quality.RowRule;
import dev.prunella.quality.RuleInference;
import dev.prunella.quality.Signal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds numbers that are far from those of rows alike: an amount a hundred times what its article
 * costs. Only positive numbers are compared, by their ratio. Not thread-safe.
 */
final class NearNumbers {
  private static final String SAMPLE = "prunella_sample";
  private static final int MOST_NUMBERS = 16;
  private static final int MOST_GROUPINGS = 16;

  /** Fewer rows of a group do not say what is usual. */
  private static final int LEAST_GROUP = 5;

  /** Most rows must have others like them. */
  private static final double LEAST_ROWS_OF_VALUE = 5;

  private final Connection connection;
  private final CellTable cells;
  private final SuspicionTable found;
  private final CellLimits limits;

  NearNumbers(Connection connection, CellTable cells, SuspicionTable found, CellLimits limits) {
    this.connection = connection;
    this.cells = cells;
    this.found = found;
    this.limits = limits;
  }

  /** Adds what is far; one rule at most for each column of numbers, the narrowest. */
  List<InferredRule> add(int firstId, List<ColumnFacts> facts) throws SQLException {
    var numbers =
        facts.stream()
            .filter(f -> f.filled() > 0 && f.numbers() >= 0.9 * f.filled())
            .limit(MOST_NUMBERS)
            .toList();
    var groupings =
        facts.stream()
            .filter(f -> f.distinct() >= 2 && f.filled() >= LEAST_ROWS_OF_VALUE * f.distinct())
            .limit(MOST_GROUPINGS)
            .toList();
    if (numbers.isEmpty() || groupings.isEmpty()) {
      return List.of();
    }
    found.run(
        "CREATE OR REPLACE TEMP TABLE "
            + SAMPLE
            + " AS SELECT * FROM "
            + CellTable.NAME
            + " USING SAMPLE reservoir("
            + limits.sample()
            + " ROWS) REPEATABLE (1)");
    var narrowest = new HashMap<String, InferredRule>();
    for (var by : groupings) {
      measure(by, numbers)
          .forEach(
              (column, rule) ->
                  narrowest.merge(column, rule, (a, b) -> factor(a) <= factor(b) ? a : b));
    }
    var out = new ArrayList<InferredRule>();
    for (var column : numbers) {
      var rule = narrowest.get(column.name());
      if (rule != null && rule.rule() instanceof RowRule.Near near) {
        accuse(firstId + out.size(), near, rule.confidence());
        out.add(rule);
      }
    }
    return out;
  }

  private static double factor(InferredRule rule) {
    return rule.rule() instanceof RowRule.Near near ? near.factor() : Double.MAX_VALUE;
  }

  private Map<String, InferredRule> measure(ColumnFacts by, List<ColumnFacts> numbers)
      throws SQLException {
    var x = "c" + cells.index(by.name());
    var positive = new ArrayList<String>();
    var medians = new ArrayList<String>();
    var ratios = new ArrayList<String>();
    var asked = new ArrayList<String>();
    for (int i = 0; i < numbers.size(); i++) {
      positive.add(positive("c" + cells.index(numbers.get(i).name())) + " AS y" + i);
      medians.add("median(y" + i + ") AS m" + i + ", count(y" + i + ") AS n" + i);
      ratios.add(
          "CASE WHEN n"
              + i
              + " >= "
              + LEAST_GROUP
              + " THEN abs(ln(y"
              + i
              + " / m"
              + i
              + ")) END AS d"
              + i);
      asked.add("count(d" + i + "), exp(quantile_cont(d" + i + ", 0.99))");
    }
    var sql =
        "WITH s AS (SELECT "
            + x
            + " AS x, "
            + String.join(", ", positive)
            + " FROM "
            + SAMPLE
            + " WHERE "
            + x
            + " IS NOT NULL), m AS (SELECT x, "
            + String.join(", ", medians)
            + " FROM s GROUP BY x), d AS (SELECT "
            + String.join(", ", ratios)
            + " FROM s JOIN m USING (x)) SELECT "
            + String.join(", ", asked)
            + " FROM d";
    var out = new HashMap<String, InferredRule>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      for (int i = 0; i < numbers.size(); i++) {
        var column = numbers.get(i).name();
        double spread = row.getDouble(2 * i + 2);
        if (!row.wasNull() && !column.equals(by.name())) {
          RuleInference.ofSpread(column, by.name(), row.getLong(2 * i + 1), spread)
              .ifPresent(rule -> out.put(column, rule));
        }
      }
    }
    return out;
  }

  private static String positive(String x) {
    var number = "TRY_CAST(" + x + " AS DOUBLE)";
    return "CASE WHEN " + number + " > 0 AND isfinite(" + number + ") THEN " + number + " END";
  }

  private void accuse(int id, RowRule.Near rule, double confidence) throws SQLException {
    int y = cells.index(rule.column());
    var x = "c" + cells.index(rule.by());
    var number = positive("c" + y);
    found.run(
        "INSERT INTO "
            + SuspicionTable.NAME
            + " SELECT t.rowid, "
            + y
            + ", '"
            + Signal.RANGE
            + "', "
            + id
            + ", "
            + confidence
            + ", NULL FROM "
            + CellTable.NAME
            + " t JOIN (SELECT "
            + x
            + " AS x, median("
            + number
            + ") AS m FROM "
            + CellTable.NAME
            + " GROUP BY 1 HAVING count("
            + number
            + ") >= "
            + LEAST_GROUP
            + ") g ON t."
            + x
            + " = g.x WHERE abs(ln("
            + positive("t.c" + y)
            + " / m)) > ln("
            + rule.factor()
            + ")");
  }
}
