package io.sinter.report;

import io.sinter.ir.Op;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.report.Diagram.Box;
import io.sinter.report.Diagram.Drawing;
import io.sinter.report.Outline.Edge;
import io.sinter.report.Outline.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The ops of a compiled function as a drawing, each within the kernel that computes it. Views cost nothing and are
/// drawn as the arrows that they are read through; what an inner program does stays within its step.
final class OpGraph {
  /// More ops are too many for one drawing.
  private static final int MOST = 900;
  private static final double CHARACTER = 7;
  private static final double SMALL = 5.5;

  /// An arrow, and through which views.
  private record Arrow(String from, String to, String through) {}

  private final Facts facts;
  private final Outline outline;
  private final Map<Value, Node> stepOf = new HashMap<>();
  private final Map<Value, String> names;
  private final Map<Value, String> definitions;
  /// The pairs of steps of which the second reads what the first wrote.
  private final Set<List<Integer>> edges = new HashSet<>();
  private final Diagram diagram = new Diagram();
  private final Map<Value, String> inputs = new LinkedHashMap<>();
  private final Set<Arrow> arrows = new LinkedHashSet<>();
  /// The pairs of steps of which some arrow between ops tells.
  private final Set<List<Integer>> told = new LinkedHashSet<>();

  private OpGraph(Facts facts) {
    this.facts = facts;
    this.outline = facts.outline();
    var function = facts.subject().model().optimized();
    this.names = Text.names(function);
    this.definitions = Text.definitions(function);
    outline.edges().stream().filter(e -> e.from().isPresent() && e.to().isPresent())
        .forEach(e -> edges.add(List.of(e.from().get().number(), e.to().get().number())));
    outline.nodes().forEach(n -> n.members().forEach(m -> stepOf.put(m, n)));
  }

  /// @return an `svg` element, hidden; nothing where there are too many ops
  static Optional<Html> draw(Facts facts) {
    int ops = facts.outline().nodes().stream().mapToInt(n -> n.members().size()).sum();
    return ops == 0 || ops > MOST ? Optional.empty() : Optional.of(new OpGraph(facts).draw());
  }

  private Html draw() {
    outline.outermost().forEach(this::place);
    outline.outermost().forEach(n -> n.members().forEach(this::reads));
    outline.edges().stream().filter(this::isUntold).forEach(e ->
        arrows.add(new Arrow(end(e.from().orElseThrow(), true), end(e.to().orElseThrow(), false), "")));
    int number = 0;
    for (var a : arrows) {
      diagram.arrow("a" + number++, a.from(), a.to());
    }
    return svg(diagram.draw());
  }

  private void place(Node node) {
    if (node.members().isEmpty()) {
      diagram.box(node.id(), title(node).length() * CHARACTER + 34, 34);
      return;
    }
    diagram.frame(node.id(), "", title(node).length() * 7.1 + 34, 28);
    for (var m : node.members()) {
      double width = Math.max(ValueText.label(m).length() * CHARACTER, type(m).length() * SMALL) + 20;
      diagram.box(id(m), node.id(), Math.max(64, width), 34);
    }
  }

  private static String title(Node node) {
    return ProgramGraph.title(node);
  }

  private static String type(Value v) {
    return Units.shorten(ValueText.type(v.type()), 36);
  }

  private String id(Value v) {
    return "v" + names.get(v);
  }

  // ---- arrows -------------------------------------------------------------------------------------------------------

  private void reads(Value member) {
    member.op().operands().forEach(o -> read(o, member, ""));
  }

  /// What a member reads: the value that a step computes, or an input, behind the views and names in between.
  private void read(Value x, Value member, String through) {
    var writer = stepOf.get(x);
    if (writer != null) {
      var reader = stepOf.get(member);
      if (writer == reader || edges.contains(List.of(writer.number(), reader.number()))) {
        told.add(List.of(writer.number(), reader.number()));
        arrows.add(new Arrow(id(x), id(member), through));
      }
      return;
    }
    switch (x.op()) {
      case Op.Parameter p -> {
        var id = inputs.computeIfAbsent(x, v -> {
          diagram.box("in." + p.name(), p.name().length() * SMALL + 26, 26);
          return "in." + p.name();
        });
        arrows.add(new Arrow(id, id(member), through));
      }
      case Op.View v -> read(v.x(), member, through + (through.isEmpty() ? "" : ", ") + ValueText.label(x));
      case Op.Concatenate c -> c.args().forEach(a -> read(a, member, "concatenate"));
      default -> { }
    }
  }

  private boolean isUntold(Edge edge) {
    return edge.from().isPresent() && edge.to().isPresent() && outline.outermost().contains(edge.from().get())
        && outline.outermost().contains(edge.to().get())
        && !told.contains(List.of(edge.from().get().number(), edge.to().get().number()));
  }

  private String end(Node node, boolean last) {
    return node.members().isEmpty() ? node.id() : id(last ? node.members().getLast() : node.members().getFirst());
  }

  // ---- how it looks -------------------------------------------------------------------------------------------------

  private Html svg(Drawing drawing) {
    var svg = new Html().open("svg", "id", "graph-ops", "class", "graph", "hidden", "", "viewBox",
        "0 0 " + Units.coordinate(drawing.width()) + " " + Units.coordinate(drawing.height()), "width",
        drawing.width(), "height", drawing.height(), "role", "group", "aria-label", "the ops in their kernels");
    svg.open("g", "class", "scene");
    outline.outermost().forEach(n -> step(svg, n, drawing.boxes().get(n.id())));
    int number = 0;
    for (var a : arrows) {
      svg.open("path", "class", "edge", "d", Lines.path(drawing.arrows().get("a" + number++)), "marker-end",
          "url(#arrow)");
      if (!a.through().isEmpty()) {
        svg.leaf("title", "through " + a.through());
      }
      svg.close();
    }
    inputs.forEach((v, id) -> {
      var box = drawing.boxes().get(id);
      svg.open("g", "class", "pill input", "transform", move(box));
      svg.empty("rect", "width", box.width(), "height", box.height(), "rx", 13);
      svg.leaf("text", ValueText.label(v), "x", box.width() / 2, "y", 17, "text-anchor", "middle").close();
    });
    outline.outermost().forEach(n -> n.members().forEach(m -> op(svg, n, m, drawing.boxes().get(id(m)))));
    return svg.close().close();
  }

  private void step(Html svg, Node node, Box box) {
    svg.open("g", "class", "node " + facts.kind(node).style(), "data-step", node.number(), "transform", move(box),
        "tabindex", 0, "role", "button", "aria-label", title(node));
    svg.empty("rect", "class", node.members().isEmpty() ? "box" : "frame", "width", box.width(), "height",
        box.height(), "rx", 8);
    svg.leaf("text", title(node), "class", "title", "x", 12, "y", node.members().isEmpty() ? 21 : 18).close();
  }

  private void op(Html svg, Node node, Value v, Box box) {
    svg.open("g", "class", "op member " + facts.kind(node).style(), "data-step", node.number(), "transform", move(box));
    svg.empty("rect", "width", box.width(), "height", box.height(), "rx", 6);
    svg.leaf("text", ValueText.label(v), "class", "title", "x", box.width() / 2, "y", 15, "text-anchor", "middle");
    svg.leaf("text", type(v), "class", "layer", "x", box.width() / 2, "y", 28, "text-anchor", "middle");
    svg.leaf("title", definitions.getOrDefault(v, "")).close();
  }

  private static String move(Box box) {
    return "translate(" + Units.coordinate(box.x()) + " " + Units.coordinate(box.y()) + ")";
  }
}
