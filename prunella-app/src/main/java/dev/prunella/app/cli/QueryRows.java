package dev.prunella.app.cli;

import dev.prunella.local.duckdb.QueryCursor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a query as people and machines read them. */
final class QueryRows {
  private QueryRows() {}

  static void table(Console console, QueryCursor cursor) {
    var grid =
        new Grid(
            console,
            cursor.columns().stream().map(QueryCursor.Column::name).toArray(String[]::new));
    int rows = 0;
    while (cursor.next()) {
      var cells = new ArrayList<Grid.Cell>();
      for (var value : row(cursor)) {
        cells.add(
            new Grid.Cell(
                Values.text(value), value == null ? Ink.DIM : Ink.PLAIN, value instanceof Number));
      }
      grid.row(cells);
      rows++;
    }
    grid.printWithHead("");
    console.line(console.paint(Ink.DIM, "(" + Words.count(rows, "row") + ")"));
  }

  /** Numbers and booleans as they are, all else as text. */
  static List<@Nullable Object> row(QueryCursor cursor) {
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
