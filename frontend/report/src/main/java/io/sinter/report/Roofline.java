package io.sinter.report;

import io.sinter.report.Outline.Node;
import java.util.List;

/// How fast launches are, over how many operations they do for each byte (Williams, Waterman and Patterson, "Roofline",
/// 2009). Both axes are logarithms.
final class Roofline {
  private static final double WIDTH = 520;
  private static final double HEIGHT = 300;
  private static final double LEFT = 74;
  private static final double RIGHT = WIDTH - 14;
  private static final double BOTTOM = 34;
  private static final double TOP = 12;

  /// A launch.
  private record Dot(Node node, double intensity, double speed, double bandwidth) {}

  private final Facts facts;
  private final List<Dot> dots;
  private double left;
  private double right;
  private double low;
  private double high;

  private Roofline(Facts facts) {
    this.facts = facts;
    this.dots = facts.outline().nodes().stream()
        .filter(n -> facts.nanos(n).orElse(0) > 0 && facts.flops(n) > 0 && facts.bytes(n) > 0)
        .map(n -> new Dot(n, facts.flops(n) / facts.bytes(n), facts.flops(n) / facts.nanos(n).getAsDouble() * 1e9,
            facts.bytes(n) / facts.nanos(n).getAsDouble() * 1e9)).toList();
  }

  static Html draw(Facts facts) {
    return new Roofline(facts).draw();
  }

  private Html draw() {
    var svg = new Html();
    if (dots.isEmpty()) {
      return svg.leaf("p", "No launch of this model does floating point operations.", "class", "note");
    }
    left = decade(dots.stream().mapToDouble(Dot::intensity).min().orElseThrow(), false);
    right = decade(dots.stream().mapToDouble(Dot::intensity).max().orElseThrow(), true);
    low = decade(dots.stream().mapToDouble(Dot::speed).min().orElseThrow(), false);
    high = decade(dots.stream().mapToDouble(Dot::speed).max().orElseThrow(), true);
    svg.open("svg", "class", "roofline", "viewBox", "0 0 " + Units.coordinate(WIDTH) + " " + Units.coordinate(HEIGHT),
        "role", "img", "aria-label", "roofline of the launches");
    for (double d = left; d <= right * 1.001; d *= 10) {
      svg.empty("path", "class", "grid", "d", "M" + Units.coordinate(x(d)) + " " + TOP + " V"
          + Units.coordinate(HEIGHT - BOTTOM));
      svg.leaf("text", Units.digits(d), "class", "tick", "x", x(d), "y", HEIGHT - BOTTOM + 15, "text-anchor", "middle");
    }
    for (double d = low; d <= high * 1.001; d *= 10) {
      svg.empty("path", "class", "grid", "d", "M" + LEFT + " " + Units.coordinate(y(d)) + " H" + RIGHT);
      svg.leaf("text", Units.of(d, "FLOP/s"), "class", "tick", "x", LEFT - 6, "y", y(d) + 3.5, "text-anchor", "end");
    }
    svg.leaf("text", "FLOP for each byte", "class", "tick", "x", (LEFT + RIGHT) / 2, "y", HEIGHT - 4, "text-anchor",
        "middle");
    roof(svg);
    dots.stream().sorted((a, b) -> Double.compare(facts.share(b.node()), facts.share(a.node())))
        .forEach(d -> dot(svg, d));
    return svg.close();
  }

  private void roof(Html svg) {
    double speed = dots.stream().mapToDouble(Dot::speed).max().orElseThrow();
    double bandwidth = dots.stream().mapToDouble(Dot::bandwidth).max().orElseThrow();
    double knee = Math.clamp(speed / bandwidth, left, right);
    double start = Math.clamp(low / bandwidth, left, right);
    svg.empty("path", "class", "roof", "d", "M" + Units.coordinate(x(start)) + " "
        + Units.coordinate(y(Math.clamp(start * bandwidth, low, high))) + " L" + Units.coordinate(x(knee)) + " "
        + Units.coordinate(y(Math.min(speed, knee * bandwidth))) + " H" + Units.coordinate(RIGHT));
    svg.leaf("text", Units.of(speed, "FLOP/s"), "class", "roofed", "x", RIGHT - 4, "y", y(speed) - 5, "text-anchor",
        "end");
    svg.leaf("text", Units.of(bandwidth, "B/s"), "class", "roofed", "x", x(start) + 8,
        "y", Math.min(y(Math.clamp(start * bandwidth, low, high)), HEIGHT - BOTTOM - 12), "text-anchor", "start");
  }

  private void dot(Html svg, Dot dot) {
    svg.open("circle", "class", "dot " + facts.kind(dot.node()).style(), "data-step", dot.node().number(), "cx",
        x(dot.intensity()), "cy", y(dot.speed()), "r", 3.5 + 14 * Math.sqrt(facts.share(dot.node())));
    svg.leaf("title", ProgramGraph.title(dot.node()) + ": " + Units.of(dot.speed(), "FLOP/s") + ", "
        + Units.of(dot.bandwidth(), "B/s") + "\n" + dot.node().step().origin()).close();
  }

  private static double decade(double value, boolean up) {
    double log = Math.log10(value);
    return Math.pow(10, up ? Math.ceil(log + 0.05) : Math.floor(log - 0.05));
  }

  private double x(double intensity) {
    return LEFT + (RIGHT - LEFT) * Math.log(intensity / left) / Math.log(right / left);
  }

  private double y(double speed) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * Math.log(speed / low) / Math.log(high / low);
  }
}
