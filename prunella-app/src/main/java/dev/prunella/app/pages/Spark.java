package dev.prunella.app.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Numbers over time as a line, for a drawing.
 *
 * @param line of an SVG polyline
 * @param area below it, of an SVG polygon
 */
public record Spark(
    List<Point> points, String line, String area, double least, double greatest, int w, int h) {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 120;
  private static final int EDGE = 6;

  /** One number. */
  public record Point(String label, double value, double x, double y) {}

  /** A number before it has a place. */
  public record Value(String label, double value) {}

  public static Spark of(List<Value> values) {
    double least = values.stream().mapToDouble(Value::value).min().orElse(0);
    double greatest = values.stream().mapToDouble(Value::value).max().orElse(0);
    double span = greatest > least ? greatest - least : 1;
    var points = new ArrayList<Point>();
    for (int i = 0; i < values.size(); i++) {
      double share = values.size() == 1 ? 0.5 : i / (double) (values.size() - 1);
      double up = greatest > least ? (values.get(i).value() - least) / span : 0.5;
      points.add(
          new Point(
              values.get(i).label(),
              values.get(i).value(),
              EDGE + share * (WIDTH - 2 * EDGE),
              HEIGHT - EDGE - up * (HEIGHT - 2 * EDGE)));
    }
    var line = new StringBuilder();
    for (var point : points) {
      line.append(String.format(Locale.ROOT, "%.1f,%.1f ", point.x(), point.y()));
    }
    var area =
        points.isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                "%.1f,%d %s%.1f,%d",
                points.getFirst().x(),
                HEIGHT,
                line,
                points.getLast().x(),
                HEIGHT);
    return new Spark(points, line.toString().strip(), area, least, greatest, WIDTH, HEIGHT);
  }
}
