package io.sinter.report;

import io.sinter.report.Diagram.Point;
import java.util.List;

/// Arrows as SVG paths.
final class Lines {
  private static final double RADIUS = 6;

  private Lines() {}

  /// Straight pieces with round corners.
  static String path(List<Point> points) {
    var out = new StringBuilder();
    move(out, 'M', points.getFirst());
    for (int i = 1; i < points.size() - 1; i++) {
      var corner = points.get(i);
      double before = distance(points.get(i - 1), corner);
      double after = distance(corner, points.get(i + 1));
      double radius = Math.min(RADIUS, Math.min(before, after) / 2);
      move(out, 'L', towards(corner, points.get(i - 1), radius, before));
      out.append('Q');
      pair(out, corner);
      out.append(' ');
      pair(out, towards(corner, points.get(i + 1), radius, after));
    }
    move(out, 'L', points.getLast());
    return out.toString();
  }

  private static double distance(Point a, Point b) {
    return Math.hypot(b.x() - a.x(), b.y() - a.y());
  }

  private static Point towards(Point from, Point to, double by, double distance) {
    double part = distance == 0 ? 0 : by / distance;
    return new Point(from.x() + (to.x() - from.x()) * part, from.y() + (to.y() - from.y()) * part);
  }

  private static void move(StringBuilder out, char command, Point p) {
    out.append(command);
    pair(out, p);
  }

  private static void pair(StringBuilder out, Point p) {
    out.append(Units.coordinate(p.x())).append(' ').append(Units.coordinate(p.y()));
  }
}
