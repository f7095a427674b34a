package io.sinter.onnx.export;

import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Dim.Ranges;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Sizes as integer arithmetic. A size is a vector of one i64, so that sizes are put together to shapes without more
/// nodes.
final class SizeNodes {
  private final Graph graph;
  private final Optional<SizeNodes> around;
  /// Each writes the nodes for a symbol when it is first asked for.
  private final Map<String, Supplier<String>> symbols = new HashMap<>();

  private SizeNodes(Graph graph, Optional<SizeNodes> around) {
    this.graph = graph;
    this.around = around;
  }

  /// Those of a model: no symbol is known yet.
  static SizeNodes outermost(Graph graph) {
    return new SizeNodes(graph, Optional.empty());
  }

  /// Those of a body, which knows the symbols of the graph around it too.
  SizeNodes inner(Graph body) {
    return new SizeNodes(body, Optional.of(this));
  }

  /// Says that a scalar of i64 is the size `symbol`.
  void bind(String symbol, String scalar) {
    symbols.put(symbol, () -> graph.node("Unsqueeze", List.of(scalar, number(0))));
  }

  /// Says that the size of an axis of a value is `symbol`.
  void bind(String symbol, String value, int axis) {
    symbols.put(symbol, () -> extent(value, axis));
  }

  /// Takes the symbols from the shapes of values: those that are the whole of a size first, then those for which a size
  /// solves.
  ///
  /// @param names those of `values`
  void bind(List<Value> values, List<String> names) {
    for (int i = 0; i < values.size(); i++) {
      for (int axis = 0; axis < values.get(i).type().rank(); axis++) {
        int at = axis;
        var name = names.get(i);
        Symbols.name(values.get(i).type().dim(axis)).filter(s -> find(s).isEmpty())
            .ifPresent(s -> bind(s, name, at));
      }
    }
    boolean progress = true;
    while (progress) {
      int before = symbols.size();
      for (int i = 0; i < values.size(); i++) {
        for (int axis = 0; axis < values.get(i).type().rank(); axis++) {
          solve(values.get(i).type().dim(axis), names.get(i), axis);
        }
      }
      progress = symbols.size() > before;
    }
  }

  private void solve(Dim size, String value, int axis) {
    var open = size.symbols().stream().filter(s -> find(s).isEmpty()).toList();
    if (open.size() != 1 || size.strideOf(open.getFirst()).orElse(0) == 0) {
      return;
    }
    var symbol = open.getFirst();
    var rest = size.substitute(s -> s.equals(symbol) ? Dim.ZERO : null);
    symbols.put(symbol, () -> graph.node("Div", List.of(
        graph.node("Sub", List.of(extent(value, axis), of(rest))), number(size.strideOf(symbol).getAsLong()))));
  }

  private String extent(String value, int axis) {
    return graph.node("Shape", List.of(value), Attributes.of("start", axis), Attributes.of("end", axis + 1));
  }

  private Optional<Supplier<String>> find(String symbol) {
    var own = symbols.get(symbol);
    return own != null ? Optional.of(own) : around.flatMap(s -> s.find(symbol));
  }

  private String number(long value) {
    return graph.longs(List.of(value));
  }

  /// A size as a scalar.
  String scalar(Dim size) {
    return size.constant().isPresent() ? graph.constant(Tensor.scalar(size.asLong()))
        : graph.node("Squeeze", List.of(of(size), number(0)));
  }

  /// Sizes as a vector.
  String vector(List<Dim> sizes) {
    if (sizes.stream().allMatch(d -> d.constant().isPresent())) {
      return graph.longs(sizes.stream().map(Dim::asLong).toList());
    }
    var parts = new ArrayList<String>();
    var numbers = new ArrayList<Long>();
    for (var d : sizes) {
      if (d.constant().isPresent()) {
        numbers.add(d.asLong());
        continue;
      }
      flush(numbers, parts);
      parts.add(of(d));
    }
    flush(numbers, parts);
    return parts.size() == 1 ? parts.getFirst() : graph.node("Concat", parts, Attributes.of("axis", 0));
  }

  String vector(Shape shape) {
    return vector(shape.dims());
  }

  private void flush(List<Long> numbers, List<String> parts) {
    if (!numbers.isEmpty()) {
      parts.add(graph.longs(numbers));
      numbers.clear();
    }
  }

  /// A size as a vector of one.
  String of(Dim size) {
    if (size.constant().isPresent()) {
      return number(size.asLong());
    }
    var sum = Optional.<String>empty();
    for (var term : size.terms()) {
      boolean less = term.coefficient() < 0 && sum.isPresent();
      long factor = less ? Math.negateExact(term.coefficient()) : term.coefficient();
      var product = product(term.factors(), factor);
      sum = Optional.of(sum.map(s -> graph.node(less ? "Sub" : "Add", List.of(s, product))).orElse(product));
    }
    return sum.orElseThrow();
  }

  private String product(List<Dim.Atom> factors, long coefficient) {
    var product = factors.stream().map(this::atom).reduce((a, b) -> graph.node("Mul", List.of(a, b)));
    return product.map(p -> coefficient == 1 ? p : graph.node("Mul", List.of(p, number(coefficient))))
        .orElseGet(() -> number(coefficient));
  }

  private String atom(Dim.Atom atom) {
    return switch (atom) {
      case Dim.Symbol(var name) ->
          find(name).orElseThrow(() -> new IllegalStateException("the size '" + name + "' is not known here")).get();
      case Dim.FloorDiv(var a, var b) -> floorDiv(a, b);
      case Dim.Min(var a, var b) -> graph.node("Min", List.of(of(a), of(b)));
      case Dim.Max(var a, var b) -> graph.node("Max", List.of(of(a), of(b)));
    };
  }

  /// Div rounds towards zero. Mod has the sign of the divisor, as what rounding down leaves.
  private String floorDiv(Dim a, Dim b) {
    boolean natural = a.range(Ranges.NONE).low() >= 0 && b.range(Ranges.NONE).low() >= 0;
    var dividend = of(a);
    var divisor = of(b);
    if (natural) {
      return graph.node("Div", List.of(dividend, divisor));
    }
    var rest = graph.node("Mod", List.of(dividend, divisor));
    return graph.node("Div", List.of(graph.node("Sub", List.of(dividend, rest)), divisor));
  }
}
