package dev.prunella.app.pages;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Steps and what they read, laid out from left to right for a drawing: each step one column after
 * the last that it reads, and within its column near those.
 */
public record Dag(List<Box> boxes, List<Edge> edges, int width, int height) {
  private static final int BOX_WIDTH = 190;
  private static final int BOX_HEIGHT = 44;
  private static final int COLUMN = 250;
  private static final int ROW = 60;
  private static final int MARGIN = 8;

  /** More than that is no picture any more. */
  private static final int MOST = 120;

  /** A step in the drawing. */
  public record Box(String name, String state, String detail, int x, int y, int w, int h) {
    /** Of a column's name, the path of its page: the table's name, and the column's below it. */
    public String column() {
      int dot = name.lastIndexOf('.');
      return dot < 0 ? name : name.substring(0, dot) + "/columns/" + name.substring(dot + 1);
    }

    /** The name as it fits in. */
    public String label() {
      return name.length() > 24 ? name.substring(0, 23) + "…" : name;
    }
  }

  /** A line from what is read to what reads it. */
  public record Edge(String path, String state) {}

  /** A step before it has a place. */
  public record Node(String name, String state, String detail, Collection<String> reads) {}

  /**
   * Lays steps out.
   *
   * @param nodes those that are read before those that read them
   */
  public static Dag of(List<Node> nodes) {
    if (nodes.isEmpty() || nodes.size() > MOST) {
      return new Dag(List.of(), List.of(), 0, 0);
    }
    var columns = columns(nodes);
    var boxes = new LinkedHashMap<String, Box>();
    int tallest = columns.stream().mapToInt(List::size).max().orElse(1);
    for (int c = 0; c < columns.size(); c++) {
      var column = new ArrayList<>(columns.get(c));
      // Those whose sources lie high lie high: fewer lines cross.
      column.sort((a, b) -> Double.compare(middle(a, boxes), middle(b, boxes)));
      int above = (tallest - column.size()) * ROW / 2;
      for (int r = 0; r < column.size(); r++) {
        var node = column.get(r);
        boxes.put(
            node.name(),
            new Box(
                node.name(),
                node.state(),
                node.detail(),
                MARGIN + c * COLUMN,
                MARGIN + above + r * ROW,
                BOX_WIDTH,
                BOX_HEIGHT));
      }
    }
    return new Dag(
        List.copyOf(boxes.values()),
        edges(nodes, boxes),
        2 * MARGIN + (columns.size() - 1) * COLUMN + BOX_WIDTH,
        2 * MARGIN + (tallest - 1) * ROW + BOX_HEIGHT);
  }

  private static List<List<Node>> columns(List<Node> nodes) {
    var depth = new HashMap<String, Integer>();
    var columns = new ArrayList<List<Node>>();
    for (var node : nodes) {
      int at = node.reads().stream().mapToInt(r -> depth.getOrDefault(r, -1) + 1).max().orElse(0);
      depth.put(node.name(), at);
      while (columns.size() <= at) {
        columns.add(new ArrayList<>());
      }
      columns.get(at).add(node);
    }
    return columns;
  }

  private static double middle(Node node, Map<String, Box> boxes) {
    return node.reads().stream()
        .flatMap(r -> Optional.ofNullable(boxes.get(r)).stream())
        .mapToInt(Box::y)
        .average()
        .orElse(0);
  }

  private static List<Edge> edges(List<Node> nodes, Map<String, Box> boxes) {
    var edges = new ArrayList<Edge>();
    for (var node : nodes) {
      var to = boxes.get(node.name());
      for (var read : node.reads()) {
        var from = boxes.get(read);
        if (from != null && to != null) {
          int x1 = from.x() + from.w();
          int y1 = from.y() + from.h() / 2;
          int y2 = to.y() + to.h() / 2;
          int bend = Math.max(30, (to.x() - x1) / 2);
          edges.add(
              new Edge(
                  "M%d %d C%d %d %d %d %d %d"
                      .formatted(x1, y1, x1 + bend, y1, to.x() - bend, y2, to.x(), y2),
                  from.state()));
        }
      }
    }
    return edges;
  }
}
