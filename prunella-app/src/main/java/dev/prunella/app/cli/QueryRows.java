package dev.prunella.app.cli;

import dev.prunella.app.view.QueryJson;
import dev.prunella.app.view.RowsWithin;
import dev.prunella.local.duckdb.QueryCursor;
import java.util.ArrayList;

/** Rows of a query as people and machines read them. */
final class QueryRows {
  private QueryRows() {}

  static void table(Console console, RowsWithin from) {
    var cursor = from.cursor();
    var grid =
        new Grid(
            console,
            cursor.columns().stream().map(QueryCursor.Column::name).toArray(String[]::new));
    int rows = 0;
    while (from.next()) {
      var cells = new ArrayList<Grid.Cell>();
      for (var value : QueryJson.row(cursor)) {
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
}
