package dev.prunella.bench.heal.ground;

import dev.prunella.local.duckdb.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What stands in the pools of real rows. */
public final class PoolValues {
  /** More are of no use to whoever has mistyped one. */
  private static final int MOST_SHOWN = 1_000;

  private PoolValues() {}

  /** Whether a value of a column occurs in a feed's pool, whatever the day. */
  public static boolean holds(
      Connection connection, Feed feed, String column, String type, String value)
      throws SQLException {
    try (var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "SELECT count(*) FROM (SELECT CAST(%s AS %s) AS v FROM %s) WHERE v = TRY_CAST(%s AS %s)"
                    .formatted(
                        Sql.identifier(column), type, Pool.csv(feed), Sql.literal(value), type))) {
      found.next();
      return found.getLong(1) > 0;
    }
  }

  /** The values of a column that occur in a feed's pool, the most frequent first. */
  public static List<String> of(Connection connection, Feed feed, String column, String type)
      throws SQLException {
    var values = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "SELECT CAST(CAST(%s AS %s) AS VARCHAR) v FROM %s WHERE v IS NOT NULL GROUP BY v ORDER BY count(*) DESC, v LIMIT %d"
                    .formatted(Sql.identifier(column), type, Pool.csv(feed), MOST_SHOWN))) {
      while (found.next()) {
        values.add(found.getString(1));
      }
    }
    return values;
  }
}
