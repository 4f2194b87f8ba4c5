package dev.prunella.local.contract;

import dev.prunella.local.duckdb.Sql;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Queries that find values which should be there once. As for SQL's UNIQUE, a NULL is equal to
 * nothing.
 *
 * @param key the columns, quoted
 * @param present that none of them is NULL
 * @param groups FROM up to the values that are there more than once
 */
record DuplicateSql(String key, String present, String groups) {

  /**
   * Looks for columns that must together be unique.
   *
   * @param from the table, with its alias
   * @param slice only values that a row of the slice has are judged, but against all rows
   */
  static DuplicateSql of(List<String> columns, String from, Optional<String> slice) {
    var key = columns.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    var present =
        columns.stream()
            .map(column -> Sql.identifier(column) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    var judged =
        slice
            .map(
                where ->
                    " SEMI JOIN (SELECT DISTINCT "
                        + key
                        + " FROM "
                        + from
                        + " WHERE "
                        + where
                        + ") AS sliced USING ("
                        + key
                        + ")")
            .orElse("");
    var groups =
        " FROM "
            + from
            + judged
            + " WHERE "
            + present
            + " GROUP BY "
            + key
            + " HAVING count(*) > 1";
    return new DuplicateSql(key, present, groups);
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
