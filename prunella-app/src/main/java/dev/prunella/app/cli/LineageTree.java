package dev.prunella.app.cli;

import dev.prunella.app.run.LineageNode;
import java.util.ArrayList;
import java.util.List;

/** Lineage as a tree of text: names to the left, how they are made and where to the right. */
final class LineageTree {
  private record Row(String branch, LineageNode node) {
    int width() {
      return Words.width(branch) + Words.width(Words.safe(node.name()));
    }
  }

  private LineageTree() {}

  /**
   * Tells a node and all that follows.
   *
   * @param relation what the root is to those below it
   */
  static void tell(Console console, LineageNode root, String relation, String nothing) {
    console.line(
        console.paint(Ink.STRONG, Words.safe(root.name()))
            + "  "
            + describe(console, root, 0)
            + console.paint(
                Ink.DIM, "  " + relation + (root.next().isEmpty() ? " " + nothing : "")));
    note(console, root, "  ");
    var rows = new ArrayList<Row>();
    collect(root, "", rows);
    int width = rows.stream().mapToInt(Row::width).max().orElse(0);
    int kinds = rows.stream().mapToInt(r -> r.node().kind().length()).max().orElse(0);
    for (var row : rows) {
      boolean rowsOnly = row.node().kind().equals("rows");
      console.line(
          console.paint(Ink.DIM, row.branch())
              + console.paint(rowsOnly ? Ink.DIM : Ink.NAME, Words.safe(row.node().name()))
              + " ".repeat(width - row.width() + 2)
              + describe(console, row.node(), kinds)
              + (row.node().again() ? console.paint(Ink.DIM, "  as above") : ""));
      note(console, row.node(), " ".repeat(width + 2));
    }
  }

  private static void note(Console console, LineageNode node, String indent) {
    if (!node.note().isEmpty() && node.kind().equals("unknown")) {
      console.line(indent + console.paint(Ink.CAUTION, Words.safe(node.note())));
    }
  }

  private static void collect(LineageNode node, String indent, List<Row> rows) {
    for (int i = 0; i < node.next().size(); i++) {
      boolean last = i == node.next().size() - 1;
      var next = node.next().get(i);
      rows.add(new Row(indent + (last ? "└─ " : "├─ "), next));
      collect(next, indent + (last ? "   " : "│  "), rows);
    }
  }

  private static String describe(Console console, LineageNode node, int kinds) {
    var ink =
        switch (node.kind()) {
          case "unknown" -> Ink.CAUTION;
          case "rows", "no step makes it" -> Ink.DIM;
          default -> Ink.PLAIN;
        };
    var gap = " ".repeat(Math.max(0, kinds - node.kind().length()) + 2);
    return console.paint(ink, node.kind())
        + node.place().map(p -> gap + console.paint(Ink.DIM, Words.safe(p.toString()))).orElse("");
  }
}
