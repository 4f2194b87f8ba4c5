package dev.prunella.bench.heal.oracle;

import dev.prunella.bench.heal.oracle.Measuring.Measured;
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
