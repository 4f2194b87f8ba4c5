package dev.prunella.app.cli;

import dev.prunella.app.view.DiffJson.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows that differ, as a table: the key first, a changed value as old -> new. */
final class RowTable {
  private RowTable() {}

  static void tell(Console console, List<String> key, List<Row> rows) {
    var columns = columns(key, rows);
    var grid =
        new Grid(console, Stream.concat(Stream.of(""), columns.stream()).toArray(String[]::new));
    for (var row : rows) {
      var cells = new ArrayList<Grid.Cell>();
      cells.add(sign(row));
      for (var column : columns) {
        cells.add(cell(column, row));
      }
      grid.row(cells);
    }
    grid.print("  ");
  }

  private static List<String> columns(List<String> key, List<Row> rows) {
    var columns = new LinkedHashSet<>(key);
    for (var row : rows) {
      columns.addAll(known(row).keySet());
    }
    return List.copyOf(columns);
  }

  private static Map<String, @Nullable Object> known(Row row) {
    var after = row.after();
    if (after != null) {
      return after;
    }
    var before = row.before();
    if (before != null) {
      return before;
    }
    return new LinkedHashMap<>();
  }

  private static Grid.Cell sign(Row row) {
    var times = row.times() == 1 ? "" : Words.count(row.times()) + "x";
    return switch (row.kind()) {
      case ADDED -> Grid.text("+" + times, Ink.GOOD);
      case REMOVED -> Grid.text("-" + times, Ink.BAD);
      case CHANGED -> Grid.text("~", Ink.CAUTION);
    };
  }

  private static Grid.Cell cell(String column, Row row) {
    var before = row.before();
    var after = row.after();
    var value = known(row).get(column);
    boolean number = value instanceof Number;
    if (before != null && after != null && !Objects.equals(before.get(column), value)) {
      return new Grid.Cell(
          Values.text(before.get(column)) + " -> " + Values.text(value), Ink.CAUTION, number);
    }
    return new Grid.Cell(Values.text(value), value == null ? Ink.DIM : Ink.PLAIN, number);
  }
}
