package dev.prunella.app.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns: text to the left, numbers to the right. */
final class Grid {
  /** One cell; its text is made safe here, so that no caller forgets. */
  record Cell(String text, Ink ink, boolean right) {
    Cell {
      text = Words.safe(text);
    }
  }

  private final Console console;
  private final List<Cell> head = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();

  /**
   * @param columns headings; none where the rows speak for themselves
   */
  Grid(Console console, String... columns) {
    this.console = console;
    for (var column : columns) {
      head.add(new Cell(column, Ink.DIM, false));
    }
  }

  static Cell text(String text) {
    return new Cell(text, Ink.PLAIN, false);
  }

  static Cell text(String text, Ink ink) {
    return new Cell(text, ink, false);
  }

  static Cell number(long n) {
    return new Cell(Words.count(n), Ink.PLAIN, true);
  }

  static Cell right(String text) {
    return new Cell(text, Ink.PLAIN, true);
  }

  Grid row(Cell... cells) {
    return row(List.of(cells));
  }

  Grid row(List<Cell> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Writes all rows, each after {@code indent}. */
  void print(String indent) {
    if (!rows.isEmpty()) {
      printWithHead(indent);
    }
  }

  /** The same, with the headings even where there are no rows. */
  void printWithHead(String indent) {
    var widths = widths();
    if (!head.isEmpty()) {
      List<Cell> first = rows.isEmpty() ? List.of() : rows.getFirst();
      var aligned = new ArrayList<Cell>();
      for (int i = 0; i < head.size(); i++) {
        boolean right = i < first.size() && first.get(i).right();
        aligned.add(new Cell(head.get(i).text(), Ink.DIM, right));
      }
      console.line(indent + line(aligned, widths));
    }
    rows.forEach(row -> console.line(indent + line(row, widths)));
  }

  private List<Integer> widths() {
    var widths = new ArrayList<Integer>();
    var all = new ArrayList<>(rows);
    all.add(head);
    for (var row : all) {
      for (int i = 0; i < row.size(); i++) {
        int width = Words.width(row.get(i).text());
        if (i < widths.size()) {
          widths.set(i, Math.max(widths.get(i), width));
        } else {
          widths.add(width);
        }
      }
    }
    return widths;
  }

  private String line(List<Cell> row, List<Integer> widths) {
    var line = new StringBuilder();
    int owed = 0;
    for (int i = 0; i < row.size(); i++) {
      var cell = row.get(i);
      int gap = widths.get(i) - Words.width(cell.text());
      owed += cell.right() ? gap : 0;
      if (!cell.text().isEmpty()) {
        // Blanks are owed until something follows them: no line ends with any.
        line.repeat(' ', owed).append(console.paint(cell.ink(), cell.text()));
        owed = 0;
      }
      owed += (cell.right() ? 0 : gap) + 2;
    }
    return line.toString();
  }
}
