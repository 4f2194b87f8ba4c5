package dev.prunella.local.contract;

import dev.prunella.local.duckdb.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Queries that find values which should be there once. As for SQL's UNIQUE, a NULL is equal to
 * nothing.
 *
 * @param key the columns, quoted
 * @param present that none of them is NULL
 * @param looks queries of one number each; when all are 0, no judged value is there twice. They may
 *     be more than 0 although none is
 * @param groups FROM up to the values that are there more than once
 */
record DuplicateSql(String key, String present, List<String> looks, String groups) {

  /**
   * Only values that a row of an interval has are judged, but against all rows.
   *
   * @param from the files that may hold its rows, with the table's alias
   */
  record Judged(String from, SliceSql slice) {}

  /**
   * Looks for columns that must together be unique.
   *
   * @param from the table, with its alias
   */
  static DuplicateSql of(List<String> columns, String from, Optional<Judged> judged) {
    var key = columns.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    var present =
        columns.stream()
            .map(column -> Sql.identifier(column) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    var rows = judged.map(j -> j.from() + " WHERE " + j.slice().inside());
    var looks = new ArrayList<String>();
    // Equal values have equal hashes: where these differ, so do the values. They are far smaller.
    looks.add(
        "SELECT count(*) - count(DISTINCT hash("
            + key
            + ")) FROM "
            + rows.map(r -> r + " AND ").orElse(from + " WHERE ")
            + present);
    judged
        // With the interval's column in the key, no row outside can have the same.
        .filter(j -> !columns.contains(j.slice().column()))
        .ifPresent(
            j ->
                looks.add(
                    "SELECT count(*) FROM (SELECT "
                        + key
                        + " FROM "
                        + from
                        + " WHERE "
                        + j.slice().outside()
                        + ") AS others SEMI JOIN (SELECT "
                        + key
                        + " FROM "
                        + rows.orElse(from)
                        + ") AS sliced USING ("
                        + key
                        + ")"));
    var semi =
        rows.map(
                r ->
                    " SEMI JOIN (SELECT DISTINCT "
                        + key
                        + " FROM "
                        + r
                        + ") AS sliced USING ("
                        + key
                        + ")")
            .orElse("");
    var groups =
        " FROM " + from + semi + " WHERE " + present + " GROUP BY " + key + " HAVING count(*) > 1";
    return new DuplicateSql(key, present, List.copyOf(looks), groups);
  }

  /** How many rows there are beyond the first of each value. */
  String beyond() {
    return "SELECT CAST(coalesce(sum(n - 1), 0) AS BIGINT) FROM (SELECT count(*) AS n"
        + groups
        + ")";
  }

  /** The values that are there most often, with how often. */
  String most(int rows) {
    return "SELECT "
        + key
        + ", count(*) AS \"rows\""
        + groups
        + " ORDER BY count(*) DESC, "
        + key
        + " LIMIT "
        + rows;
  }

  /** All rows that share their value with another, for a person to run. */
  String all(String table) {
    return "SELECT * FROM "
        + table
        + " WHERE "
        + present
        + " QUALIFY count(*) OVER (PARTITION BY "
        + key
        + ") > 1 ORDER BY "
        + key;
  }
}
