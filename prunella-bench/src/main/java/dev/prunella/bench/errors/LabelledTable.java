package dev.prunella.bench.errors;

import dev.prunella.bench.Samples;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.quality.CellErrors;
import dev.prunella.local.quality.CellLimits;
import dev.prunella.quality.CellSuspicion.Level;
import dev.prunella.quality.InferredRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A table of which the wrong cells are known: those where the dirty one differs from the clean. */
final class LabelledTable {
  static final String CLEAN = "clean.csv";
  private static final String DIRTY = "dirty.csv";

  /** The cells that are wrong: row and column, both from 0. */
  static final String TRUTH = "bench_truth";

  private final Connection connection;
  private final Path folder;
  private final List<String> columns;

  LabelledTable(Connection connection, Path folder, long seed, double rate) throws SQLException {
    this.connection = connection;
    this.folder = folder;
    load("bench_clean", CLEAN);
    this.columns = columns("bench_clean");
    if (Files.exists(folder.resolve(DIRTY))) {
      load("bench_dirty", DIRTY);
    } else {
      run(Spoiler.sql("bench_clean", "bench_dirty", columns, seed, rate));
    }
    var dirty = columns("bench_dirty");
    if (dirty.size() != columns.size() || rows("bench_dirty") != rows("bench_clean")) {
      throw new DuckDbException(
          folder
              + ": dirty.csv and clean.csv have different rows or columns. Next: give both the same, in the same order.");
    }
    run("CREATE OR REPLACE TEMP TABLE " + TRUTH + " (r BIGINT, c INTEGER)");
    for (int i = 0; i < columns.size(); i++) {
      run(
          "INSERT INTO "
              + TRUTH
              + " SELECT d.rowid, "
              + i
              + " FROM bench_dirty d JOIN bench_clean k ON d.rowid = k.rowid WHERE coalesce(d."
              + Sql.identifier(dirty.get(i))
              + ", '') <> coalesce(k."
              + Sql.identifier(columns.get(i))
              + ", '')");
    }
  }

  Map<String, Object> score(boolean withRules, int wrongly) throws SQLException {
    var out = new LinkedHashMap<String, Object>();
    long wrong = rows(TRUTH);
    out.put("rows", rows("bench_clean"));
    out.put("cells", rows("bench_clean") * columns.size());
    out.put("wrong", wrong);
    long start = System.nanoTime();
    var found = CellErrors.find(connection, "bench_dirty", CellLimits.defaults());
    out.put("seconds", Samples.round((System.nanoTime() - start) / 1e9));
    for (var level : Level.values()) {
      out.put(
          level.name().toLowerCase(java.util.Locale.ROOT),
          score(
              "SELECT r, c FROM "
                  + CellErrors.TABLE
                  + " WHERE p >= "
                  + CellErrors.threshold(level)));
    }
    var baselines = new LinkedHashMap<String, Object>();
    for (var baseline : new Baselines(connection, columns("bench_dirty")).all().entrySet()) {
      baselines.put(baseline.getKey(), score(baseline.getValue()));
    }
    out.put("baselines", baselines);
    out.put("by_column", byColumn());
    if (withRules) {
      out.put(
          "rules",
          found.rules().stream()
              .collect(
                  Collectors.toMap(
                      LabelledTable::name, LabelledTable::words, (a, b) -> a, LinkedHashMap::new)));
    }
    if (wrongly > 0) {
      out.put("wrongly_accused", wronglyAccused(found, wrongly));
    }
    return out;
  }

  private static String name(InferredRule rule) {
    return rule.rule().words();
  }

  private static String words(InferredRule rule) {
    return rule.violations()
        + " of "
        + rule.support()
        + " break it, confidence "
        + Samples.round(rule.confidence());
  }

  /** Precision, recall and their harmonic mean of a query's cells. */
  private Map<String, Object> score(String cells) throws SQLException {
    long accused = count("SELECT count(*) FROM (SELECT DISTINCT r, c FROM (" + cells + "))");
    long right =
        count(
            "SELECT count(*) FROM (SELECT DISTINCT r, c FROM ("
                + cells
                + ")) JOIN "
                + TRUTH
                + " USING (r, c)");
    long wrong = rows(TRUTH);
    var out = new LinkedHashMap<String, Object>();
    out.put("accused", accused);
    out.put("rightly", right);
    out.put("precision", accused == 0 ? "none accused" : Samples.round((double) right / accused));
    out.put("recall", wrong == 0 ? "none wrong" : Samples.round((double) right / wrong));
    out.put("f1", accused + wrong == 0 ? "none" : Samples.round(2.0 * right / (accused + wrong)));
    return out;
  }

  private Map<String, Object> byColumn() throws SQLException {
    var out = new LinkedHashMap<String, Object>();
    for (int i = 0; i < columns.size(); i++) {
      var at = " WHERE c = " + i;
      long wrong = count("SELECT count(*) FROM " + TRUTH + at);
      var parts = new ArrayList<String>();
      for (var level : Level.values()) {
        var of = at + " AND p >= " + CellErrors.threshold(level);
        long accused = count("SELECT count(*) FROM " + CellErrors.TABLE + of);
        long right =
            count(
                "SELECT count(*) FROM "
                    + CellErrors.TABLE
                    + " JOIN "
                    + TRUTH
                    + " USING (r, c)"
                    + of);
        parts.add(level + " " + right + " of " + accused);
      }
      out.put(columns.get(i), wrong + " wrong; right: " + String.join(", ", parts));
    }
    return out;
  }

  private Map<String, Object> wronglyAccused(CellErrors found, int most) throws SQLException {
    var wrong = new java.util.HashSet<String>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT r, c FROM " + TRUTH)) {
      while (row.next()) {
        wrong.add(row.getLong(1) + " " + columns.get(row.getInt(2)));
      }
    }
    var out = new LinkedHashMap<String, Object>();
    found.each(
        Level.REPORT,
        1_000_000,
        cell -> {
          var key = cell.row() + " " + cell.column();
          if (out.size() < most && !wrong.contains(key)) {
            out.put(
                key, cell.value() + " " + Samples.round(cell.confidence()) + " " + cell.evidence());
          }
        });
    return out;
  }

  private void load(String table, String file) throws SQLException {
    run(
        "CREATE OR REPLACE TEMP TABLE "
            + table
            + " AS SELECT * FROM read_csv("
            + Sql.literal(folder.resolve(file).toString())
            + ", header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')");
  }

  private List<String> columns(String table) throws SQLException {
    var out = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("DESCRIBE " + table)) {
      while (row.next()) {
        out.add(row.getString(1));
      }
    }
    return out;
  }

  private long rows(String table) throws SQLException {
    return count("SELECT count(*) FROM " + table);
  }

  private long count(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
