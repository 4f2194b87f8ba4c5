package dev.prunella.bench.heal.ground;

import dev.prunella.local.duckdb.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * How the values of a key's column are made new for a day. Equal values stay equal within a day,
 * and days have no value in common.
 */
sealed interface FreshKeys {
  /** Digits are given out for so many days; more would need longer keys. */
  int MOST_DAYS = 1_000;

  String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
  String LETTERS_AND_DIGITS = "[A-Za-z]*[0-9]{1,18}";

  /** The expression of a day's value over a row of the pool. */
  String of(int day, Draw draw);

  /**
   * Numbers, perhaps behind letters, which stay: counted on from day to day, as a till does.
   *
   * @param rank the pool's column that counts the day's values from 1
   * @param width how many digits the shortest has
   * @param daily no day has so many values, not even a busy one
   */
  record Digits(String column, String type, String rank, int width, long daily)
      implements FreshKeys {

    @Override
    public String of(int day, Draw draw) {
      long first = Math.powExact(10L, width - 1);
      long room = 9 * first - MOST_DAYS * daily;
      long start = first + draw.below(room, "fresh/" + column) + day * daily;
      var text = Sql.identifier(column) + "::VARCHAR";
      return "CAST(regexp_extract("
          + text
          + ", '^[A-Za-z]*') || lpad(CAST("
          + start
          + " + "
          + Sql.identifier(rank)
          + " AS VARCHAR), CAST(greatest("
          + width
          + ", length(regexp_extract("
          + text
          + ", '[0-9]+$'))) AS INTEGER), '0') AS "
          + type
          + ")";
    }
  }

  /** Random identifiers, replaced by others of version 4. */
  record Uuids(String column, String type) implements FreshKeys {

    @Override
    public String of(int day, Draw draw) {
      var hash =
          "md5("
              + Sql.literal(draw.seed() + "/" + day + "/")
              + " || lower("
              + Sql.identifier(column)
              + "::VARCHAR))";
      return "CAST(regexp_replace("
          + hash
          + ", '^(.{8})(.{4}).(.{3}).(.{3})(.{12})$', '\\1-\\2-4\\3-a\\4-\\5') AS "
          + type
          + ")";
    }
  }

  /**
   * Looks at what a pool's column holds.
   *
   * @param pool the table with the pool's rows, quoted
   * @param rank the column in which each row has its value's number within the day
   * @throws IllegalArgumentException if values are of another form, or too short for many days
   */
  static FreshKeys of(Connection connection, String pool, String column, String type, String rank)
      throws SQLException {
    var text = Sql.identifier(column) + "::VARCHAR";
    var query =
        "SELECT count_if(NOT regexp_full_match(%1$s, '%2$s')), count_if(NOT regexp_full_match(%1$s, '%3$s')),"
            + " min(length(regexp_extract(%1$s, '[0-9]+$'))), max(%4$s) FROM %5$s WHERE %6$s IS NOT NULL";
    try (var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                query.formatted(
                    text,
                    UUID,
                    LETTERS_AND_DIGITS,
                    Sql.identifier(rank),
                    pool,
                    Sql.identifier(column)))) {
      found.next();
      if (found.getLong(1) == 0) {
        return new Uuids(column, type);
      }
      if (found.getLong(2) > 0) {
        throw new IllegalArgumentException(
            "column '"
                + column
                + "' cannot be made fresh: it holds neither numbers, perhaps behind letters, nor UUIDs alone");
      }
      int width = found.getInt(3);
      // A day may have more rows than any of the pool's.
      long daily = 2 * (found.getLong(4) + 1);
      if (9 * Math.powExact(10L, width - 1) <= MOST_DAYS * daily) {
        throw new IllegalArgumentException(
            "column '"
                + column
                + "' cannot be made fresh: "
                + width
                + " digits are too few for "
                + MOST_DAYS
                + " days of "
                + daily
                + " values");
      }
      return new Digits(column, type, rank, width, daily);
    }
  }
}
