package io.sinter.report;

import io.sinter.report.Diagram.Box;
import io.sinter.report.Diagram.Drawing;
import io.sinter.report.Outline.Edge;
import io.sinter.report.Outline.Node;
import io.sinter.runtime.Program;
import io.sinter.runtime.Program.Bind;
import io.sinter.runtime.Program.Branch;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Repeat;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The steps of a program as a drawing: a box for each, its inputs and outputs as pills, arrows for what one reads of
/// another.
final class ProgramGraph {
  private static final double CHARACTER = 7.1;
  private static final double SMALL = 6.1;
  private static final double HEIGHT = 58;
  private static final int LONGEST = 34;

  private final Facts facts;
  private final Outline outline;
  private final Diagram diagram = new Diagram();
  /// What the pills at the ends of arrows stand for.
  private final Map<String, String> pills = new LinkedHashMap<>();
  private final List<String> frames = new ArrayList<>();

  private ProgramGraph(Facts facts) {
    this.facts = facts;
    this.outline = facts.outline();
  }

  /// @return an `svg` element of which each step is a `g` with its number in `data-step`
  static Html draw(Facts facts) {
    return new ProgramGraph(facts).draw();
  }

  private Html draw() {
    outline.outermost().forEach(n -> place(n, ""));
    var edges = outline.edges();
    for (int e = 0; e < edges.size(); e++) {
      var edge = edges.get(e);
      diagram.arrow("e" + e, from(edge), to(edge));
    }
    var drawing = diagram.draw();
    var svg = new Html().open("svg", "id", "graph-kernels", "class", "graph", "viewBox",
        "0 0 " + Units.coordinate(drawing.width()) + " " + Units.coordinate(drawing.height()), "width",
        drawing.width(), "height", drawing.height(), "role", "group", "aria-label", "the program as a graph");
    svg.open("g", "class", "scene");
    frames.forEach(id -> frame(svg, id, drawing));
    for (int e = 0; e < edges.size(); e++) {
      arrow(svg, edges.get(e), e, drawing);
    }
    pills.forEach((id, text) -> pill(svg, id, text, drawing.boxes().get(id)));
    outline.nodes().stream().filter(n -> n.inside().isEmpty()).forEach(n -> node(svg, n, drawing.boxes().get(n.id())));
    return svg.close().close();
  }

  // ---- what there is ------------------------------------------------------------------------------------------------

  private void place(Node node, String outer) {
    if (node.inside().isEmpty()) {
      double width = Math.max(title(node).length() * CHARACTER + time(node).length() * SMALL + 38,
          Math.max(layers(node).length(), ops(node).length()) * SMALL + 26);
      box(node.id(), outer, Math.max(width, 150), HEIGHT);
      return;
    }
    diagram.frame(node.id(), outer, 220, 44);
    frames.add(node.id());
    for (int i = 0; i < node.inside().size(); i++) {
      var id = node.id() + "p" + i;
      diagram.frame(id, node.id(), 120, 26);
      frames.add(id);
      node.inside().get(i).nodes().forEach(n -> place(n, id));
    }
  }

  private void box(String id, String outer, double width, double height) {
    if (outer.isEmpty()) {
      diagram.box(id, width, height);
    } else {
      diagram.box(id, outer, width, height);
    }
  }

  private String from(Edge edge) {
    return edge.from().map(Node::id).orElseGet(() -> pill("in", edge));
  }

  private String to(Edge edge) {
    return edge.to().map(Node::id).orElseGet(() -> pill("out", edge));
  }

  /// An input or output of the program, which stands within the step that holds the program.
  private String pill(String side, Edge edge) {
    var buffer = edge.program().buffers().get(edge.buffers().iterator().next());
    var port = switch (buffer.source()) {
      case Program.Source.Input(int i) -> edge.program().signature().inputs().get(i);
      case Program.Source.Output(int i) -> edge.program().signature().outputs().get(i);
      case Program.Source.Weight _, Program.Source.Frame _, Program.Source.Made _ ->
          throw new IllegalStateException(buffer + " is no port");
    };
    var id = side + outer(edge) + "." + port.name();
    if (!diagram.has(id)) {
      var text = Units.shorten(port.name(), LONGEST) + (port.type() instanceof TensorType t
          ? "  " + ValueText.type(t) : "");
      pills.put(id, text);
      box(id, outer(edge), text.length() * SMALL + 26, 26);
    }
    return id;
  }

  private String outer(Edge edge) {
    var inside = edge.from().or(edge::to).orElseThrow();
    for (var node : outline.nodes()) {
      for (int i = 0; i < node.inside().size(); i++) {
        if (node.inside().get(i).nodes().contains(inside)) {
          return node.id() + "p" + i;
        }
      }
    }
    return "";
  }

  // ---- how it looks -------------------------------------------------------------------------------------------------

  static String title(Node node) {
    return switch (node.step()) {
      case Launch l -> Units.shorten(l.kernel(), LONGEST);
      case Bind b -> "size " + b.symbol();
      case Branch _ -> "if";
      case Repeat _ -> "repeat";
    };
  }

  private String time(Node node) {
    var nanos = facts.nanos(node);
    return nanos.isPresent() ? Units.time(nanos.getAsDouble()) : "";
  }

  private static String layers(Node node) {
    return Units.shorten(node.step().origin(), LONGEST + 8);
  }

  private static String ops(Node node) {
    var labels = node.members().stream().map(ValueText::label).toList();
    return Units.shorten(labels.isEmpty() ? node.root().map(v -> "").orElse("") : String.join(" · ", labels),
        LONGEST + 8);
  }

  private void frame(Html svg, String id, Drawing drawing) {
    var box = drawing.boxes().get(id);
    boolean isStep = !id.contains("p");
    if (isStep) {
      var node = outline.nodes().get(Integer.parseInt(id.substring(1)));
      open(svg, node, box);
      svg.empty("rect", "class", "frame", "width", box.width(), "height", box.height(), "rx", 8);
      svg.leaf("text", title(node), "class", "title", "x", 12, "y", 18);
      svg.leaf("text", layers(node), "class", "layer", "x", 12, "y", 33).close();
    } else {
      svg.open("g", "transform", move(box));
      svg.empty("rect", "class", "inner", "width", box.width(), "height", box.height(), "rx", 6);
      int cut = id.indexOf('p');
      var name = outline.nodes().get(Integer.parseInt(id.substring(1, cut))).inside()
          .get(Integer.parseInt(id.substring(cut + 1))).name();
      svg.leaf("text", name, "class", "layer", "x", 10, "y", 17).close();
    }
  }

  private void open(Html svg, Node node, Box box) {
    var kind = facts.kind(node);
    svg.open("g", "class", "node " + kind.style(), "data-step", node.number(), "id", "n-" + node.id(), "transform",
        move(box), "tabindex", 0, "role", "button", "aria-label",
        "step " + node.number() + ", " + title(node) + ", " + node.step().origin());
  }

  private void node(Html svg, Node node, Box box) {
    open(svg, node, box);
    svg.empty("rect", "class", "box", "width", box.width(), "height", box.height(), "rx", 7);
    svg.empty("path", "class", "stripe", "d", "M7 0 H4 Q0 0 0 4 V" + Units.coordinate(box.height() - 4) + " Q0 "
        + Units.coordinate(box.height()) + " 4 " + Units.coordinate(box.height()) + " H7 Z");
    svg.leaf("text", title(node), "class", "title", "x", 15, "y", 19);
    svg.leaf("text", time(node), "class", "time", "x", box.width() - 9, "y", 19, "text-anchor", "end");
    svg.leaf("text", layers(node), "class", "layer", "x", 15, "y", 34);
    svg.leaf("text", ops(node), "class", "ops", "x", 15, "y", 48);
    double share = facts.share(node);
    if (share > 0) {
      svg.empty("rect", "class", "heat", "x", 15, "y", box.height() - 5, "width", (box.width() - 24) * share, "height",
          2.5, "rx", 1);
    }
    svg.close();
  }

  private void pill(Html svg, String id, String text, Box box) {
    svg.open("g", "class", id.startsWith("in") ? "pill input" : "pill output", "transform", move(box));
    svg.empty("rect", "width", box.width(), "height", box.height(), "rx", 13);
    svg.leaf("text", text, "x", box.width() / 2, "y", 17, "text-anchor", "middle").close();
  }

  private void arrow(Html svg, Edge edge, int number, Drawing drawing) {
    var buffers = edge.buffers().stream().map(edge.program().buffers()::get)
        .map(b -> b.type() + "[" + b.elements() + "]").distinct().collect(Collectors.joining(", "));
    svg.open("path", "class", "edge", "data-edge", number, "data-from", edge.from().map(Node::id).orElse(""),
        "data-to", edge.to().map(Node::id).orElse(""), "d", Lines.path(drawing.arrows().get("e" + number)),
        "marker-end", "url(#arrow)");
    svg.leaf("title", buffers + facts.why(edge).map(w -> "\n" + w.sentence()).orElse("")).close();
  }

  private static String move(Box box) {
    return "translate(" + Units.coordinate(box.x()) + " " + Units.coordinate(box.y()) + ")";
  }
}
