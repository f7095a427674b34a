package io.sinter.report;

import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.report.Diagram.Box;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// A function as a drawing: a box for each value, constants and their views aside. Where it has too many values, a box
/// for each layer.
final class FunctionGraph {
  /// More boxes are neither laid out in a second nor told apart.
  private static final int MOST = 1200;
  private static final double CHARACTER = 7;
  private static final double SMALL = 5.5;
  private static final double HEIGHT = 34;

  /// Values in one box.
  ///
  /// @param names of the values in the text
  private record Group(String title, String type, Set<Value> values, Set<String> names) {}

  private final List<Value> values;
  private final Predicate<Value> stands;
  private final Predicate<Value> outside;
  private final Map<Value, String> names;
  private final Map<Value, String> boxOf = new HashMap<>();
  private final Map<String, Group> groups = new LinkedHashMap<>();

  /// @param stands whether a value stands out
  /// @param outside whether a value comes from elsewhere
  private FunctionGraph(
      List<Value> values, Map<Value, String> names, Predicate<Value> stands, Predicate<Value> outside) {
    this.values = values;
    this.names = names;
    this.stands = stands;
    this.outside = outside;
  }

  /// @param fresh the values that are new, which stand out
  static Html draw(Function function, Set<Value> fresh) {
    var values = function.values().stream().filter(v -> !isKnown(v)).toList();
    return new FunctionGraph(values, Text.names(function), fresh::contains, v -> v.op() instanceof Op.Parameter).draw();
  }

  /// Constants and counts, and views of them: boxes without number that say little.
  private static boolean isKnown(Value v) {
    return switch (v.op()) {
      case Op.Constant _, Counting _ -> true;
      case Op.View view -> isKnown(view.x());
      default -> false;
    };
  }

  /// What one kernel computes, and what it reads.
  ///
  /// @param members what it computes
  /// @param names of all values of the function
  static Html draw(Collection<Value> members, Map<Value, String> names) {
    var inside = Set.copyOf(members);
    var values = new LinkedHashSet<Value>();
    members.forEach(m -> reach(m, inside, values));
    return new FunctionGraph(List.copyOf(values), names, v -> false, v -> !inside.contains(v)).draw();
  }

  /// A member after what it reads: arrays, and the views through which they are read.
  private static void reach(Value v, Set<Value> members, Set<Value> reached) {
    if (!reached.contains(v) && (members.contains(v) || v.op() instanceof Op.View)) {
      v.op().operands().forEach(o -> reach(o, members, reached));
    }
    reached.add(v);
  }

  private Html draw() {
    group();
    var diagram = new Diagram();
    groups.forEach((id, g) ->
        diagram.box(id, Math.max(64, Math.max(g.title().length() * CHARACTER, g.type().length() * SMALL) + 22),
            HEIGHT));
    var ends = new LinkedHashSet<List<String>>();
    for (var v : values) {
      for (var operand : v.op().operands()) {
        var from = boxOf.get(operand);
        var to = boxOf.get(v);
        if (from != null && to != null && !from.equals(to)) {
          ends.add(List.of(from, to));
        }
      }
    }
    ends.forEach(e -> diagram.arrow(e.getFirst() + ">" + e.getLast(), e.getFirst(), e.getLast()));
    var drawing = diagram.draw();
    var svg = new Html().open("svg", "class", "graph", "viewBox", "0 0 " + Units.coordinate(drawing.width()) + " "
        + Units.coordinate(drawing.height()), "width", drawing.width(), "height", drawing.height());
    svg.open("g", "class", "scene");
    drawing.arrows().values().forEach(points ->
        svg.empty("path", "class", "edge", "d", Lines.path(points), "marker-end", "url(#arrow)"));
    groups.forEach((id, g) -> box(svg, g, drawing.boxes().get(id)));
    return svg.close().close();
  }

  private void box(Html svg, Group group, Box box) {
    boolean isInput = group.values().stream().allMatch(outside);
    boolean isNew = group.values().stream().anyMatch(stands);
    svg.open("g", "class", "op" + (isInput ? " input" : "") + (isNew ? " new" : ""), "data-names",
        String.join(" ", group.names()), "transform",
        "translate(" + Units.coordinate(box.x()) + " " + Units.coordinate(box.y()) + ")");
    svg.empty("rect", "width", box.width(), "height", box.height(), "rx", 6);
    svg.leaf("text", group.title(), "class", "title", "x", box.width() / 2, "y", 15, "text-anchor", "middle");
    svg.leaf("text", group.type(), "class", "layer", "x", box.width() / 2, "y", 28, "text-anchor", "middle").close();
  }

  // ---- boxes --------------------------------------------------------------------------------------------------------

  private void group() {
    if (values.size() <= MOST) {
      values.forEach(v -> put(names.get(v), Units.shorten(ValueText.label(v), 34),
          Units.shorten(ValueText.type(v.type()), 42), v));
      return;
    }
    int depth = 12;
    while (depth > 1 && layers(depth) > MOST) {
      depth--;
    }
    for (var v : values) {
      var layer = layer(v, depth);
      put(layer, Units.shorten(layer, 34), "", v);
    }
    groups.replaceAll((id, g) -> new Group(g.title(), g.values().size() == 1
        ? ValueText.label(g.values().iterator().next()) : g.values().size() + " values", g.values(), g.names()));
  }

  private int layers(int depth) {
    var all = new TreeSet<String>();
    values.forEach(v -> all.add(layer(v, depth)));
    return all.size();
  }

  /// The first parts of the name of a layer; a value of none stands for itself.
  private String layer(Value v, int depth) {
    if (v.origin().places().isEmpty()) {
      return names.get(v);
    }
    var parts = v.origin().places().getFirst().split("(?<=[/.])");
    return String.join("", List.of(parts).subList(0, Math.min(depth, parts.length)));
  }

  private void put(String id, String title, String type, Value v) {
    var group = groups.computeIfAbsent(id,
        k -> new Group(title, type, new LinkedHashSet<>(), new LinkedHashSet<>()));
    group.values().add(v);
    group.names().add(names.get(v));
    boxOf.put(v, id);
  }
}
