package dev.prunella.bench.errors;

import dev.prunella.local.duckdb.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * Spoils cells by chance, as people and programs do: a wrong letter, a lost one, two swapped, one
 * doubled, a letter among digits, a value from another row, nothing at all, two zeros or a letter
 * at the end, a character that could not be decoded. Which and how depends on the seed alone.
 */
final class Spoiler {
  /** The finest share of cells that can be asked for is one of so many. */
  private static final long PARTS = 1_000_000;

  private Spoiler() {}

  /** SQL that makes a spoiled copy of a table of texts. */
  static String sql(String from, String to, List<String> columns, long seed, double rate) {
    var select = new ArrayList<String>();
    for (int i = 0; i < columns.size(); i++) {
      select.add(cell(Sql.identifier(columns.get(i)), i, seed, rate));
    }
    return "CREATE OR REPLACE TEMP TABLE "
        + to
        + " AS SELECT "
        + String.join(", ", select)
        + " FROM (SELECT *, rowid AS bench_row FROM "
        + from
        + ") t ORDER BY bench_row";
  }

  private static String chance(String what, int column, long seed) {
    return "hash(bench_row, " + column + ", " + seed + ", " + Sql.literal(what) + ")";
  }

  private static String cell(String x, int column, long seed, double rate) {
    var at = "(1 + CAST(" + chance("at", column, seed) + " % length(" + x + ") AS INTEGER))";
    var before = "left(" + x + ", " + at + " - 1)";
    var here = "substr(" + x + ", " + at + ", 1)";
    var after = "substr(" + x + ", " + at + " + 1)";
    var letter = "chr(97 + CAST(" + chance("letter", column, seed) + " % 26 AS INTEGER))";
    // The n-th row from here, by chance: mostly another value, and a proper one.
    var other =
        "coalesce(lead("
            + x
            + ", 97) OVER (ORDER BY bench_row), lag("
            + x
            + ", 97) OVER (ORDER BY bench_row))";
    return "CASE WHEN coalesce(length("
        + x
        + "), 0) < 2 OR "
        + chance("whether", column, seed)
        + " % "
        + PARTS
        + " >= "
        + Math.round(rate * PARTS)
        + " THEN "
        + x
        + " ELSE CASE CAST("
        + chance("how", column, seed)
        + " % 9 AS INTEGER)"
        + " WHEN 0 THEN "
        + before
        + " || "
        + letter
        + " || "
        + after
        + " WHEN 1 THEN "
        + before
        + " || "
        + after
        + " WHEN 2 THEN "
        + before
        + " || left("
        + after
        + ", 1) || "
        + here
        + " || substr("
        + after
        + ", 2)"
        + " WHEN 3 THEN "
        + before
        + " || "
        + here
        + " || "
        + here
        + " || "
        + after
        + " WHEN 4 THEN regexp_replace("
        + x
        + ", '[0-9]', "
        + letter
        + ")"
        + " WHEN 5 THEN "
        + other
        + " WHEN 7 THEN CASE WHEN regexp_full_match("
        + x
        + ", '[0-9]+') THEN "
        + x
        + " || '00' ELSE "
        + x
        + " || "
        + letter
        + " END"
        + " WHEN 6 THEN NULL"
        + " ELSE "
        + before
        + " || chr(65533) || "
        + after
        + " END END AS "
        + x;
  }
}
