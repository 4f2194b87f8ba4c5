package dev.prunella.bench.heal.oracle;

import dev.prunella.bench.heal.oracle.Measuring.Measured;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows that were laid aside, beside those that the twin has more: each of these must be one that
 * was laid aside, with damage in it, and no good row may have been.
 */
final class Aside {
  private static final int MOST = 10_000;

  private final Connection connection;
  private final Map<String, Path> aside;

  Aside(Connection connection, Map<String, Path> aside) {
    this.connection = connection;
    this.aside = aside;
  }

  /** Whether a table is the right one but for rows that its quarantine names. */
  boolean explains(String table, Measured mine, Measured right) throws SQLException {
    var laid = aside.get(table);
    var columns = mine.content().columns();
    if (laid == null || !columns.equals(right.content().columns())) {
      return false;
    }
    var apart = Rows.of(connection, mine.rows(), right.rows(), columns).apart(MOST);
    if (apart.extras() > 0 || apart.missings() > MOST) {
      return false;
    }
    // What is laid aside carries the table's columns, and some of its own.
    var named = Rows.of(connection, List.of(laid), right.rows(), columns).apart(MOST).extra();
    return paired(apart.missing(), new ArrayList<>(named));
  }

  /** A world to compare with, made without some rows. */
  @FunctionalInterface
  interface Making {
    Reference without(TakenOut out) throws IOException, SQLException;
  }

  /**
   * The twin, made again without the rows that quarantines name and nothing else; the twin where
   * there are none. What was laid aside below another quarantine is seen when that one's rows are
   * out.
   *
   * @param mine the tables as they are
   */
  Reference world(Map<String, Measured> mine, Reference twin, Measuring measuring, Making making)
      throws IOException, SQLException {
    var world = twin;
    var out = TakenOut.nothing();
    for (int rounds = 0; rounds < aside.size(); rounds++) {
      var more = out;
      for (var table : aside.keySet()) {
        var is = mine.get(table);
        if (is == null || out.rows().containsKey(table)) {
          continue;
        }
        var right = explained(table, is, world);
        if (right.isPresent()) {
          var file = measuring.file();
          var columns = is.content().columns();
          Rows.of(connection, is.rows(), right.get().rows(), columns).copyMissing(file);
          more = more.and(table, file, columns.keySet());
        }
      }
      if (more.equals(out)) {
        return world;
      }
      out = more;
      world = making.without(out);
    }
    return world;
  }

  /**
   * The state of a table in a world that it is but for what was laid aside: the last one, or where
   * a later interval is held back, one before.
   */
  private Optional<Measured> explained(String table, Measured is, Reference world)
      throws SQLException {
    for (var right : world.all(table).toList().reversed()) {
      if (!is.content().equals(right.content()) && explains(table, is, right)) {
        return Optional.of(right);
      }
    }
    return Optional.empty();
  }

  /** Whether each missing row has one laid aside that agrees with it in most columns. */
  private static boolean paired(
      List<Map<String, String>> missing, List<Map<String, String>> named) {
    for (var row : missing) {
      Optional<Map<String, String>> nearest =
          named.stream()
              .filter(other -> 2 * equal(row, other) >= row.size())
              .max((a, b) -> Integer.compare(equal(row, a), equal(row, b)));
      if (nearest.isEmpty()) {
        return false;
      }
      named.remove(nearest.get());
    }
    return true;
  }

  private static int equal(Map<String, String> a, Map<String, String> b) {
    return (int) a.entrySet().stream().filter(e -> e.getValue().equals(b.get(e.getKey()))).count();
  }
}
