package dev.prunella.app.view;

import dev.prunella.local.duckdb.QueryCursor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query has found, as {@code prunella sql --json} tells it. */
public final class QueryJson {
  private QueryJson() {}

  /** JSON: a column, with DuckDB's name of its type. */
  public record Column(String name, String type) {}

  /**
   * JSON: rows of one commit.
   *
   * @param truncated whether there were more
   */
  public record View(
      String commit, List<Column> columns, List<List<@Nullable Object>> rows, boolean truncated) {}

  /**
   * Reads a query to its end, or until so much was read.
   *
   * @param commit on which it was run, in hexadecimal digits
   */
  public static View read(RowsWithin from, String commit) {
    var rows = new ArrayList<List<@Nullable Object>>();
    var columns =
        from.cursor().columns().stream().map(c -> new Column(c.name(), c.type())).toList();
    while (from.next()) {
      rows.add(row(from.cursor()));
    }
    return new View(commit, columns, rows, from.truncated());
  }

  /** The current row: numbers and booleans as they are, all else as text. */
  public static List<@Nullable Object> row(QueryCursor cursor) {
    var row = new ArrayList<@Nullable Object>();
    for (int i = 0; i < cursor.columns().size(); i++) {
      row.add(
          switch (cursor.value(i)) {
            case null -> null;
            case Boolean b -> b;
            case BigDecimal d -> d;
            case Number n -> n;
            default -> cursor.text(i);
          });
    }
    return row;
  }
}
