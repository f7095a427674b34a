package io.sinter.onnx;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.runtime.Dim;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// A graph that a node holds, as a function of its own. What it takes from the graphs around the node becomes a
/// parameter, unless it is known at import: then it is known inside too.
final class Body {
  private final OnnxNode node;
  private final FunctionScope function;
  private final GraphScope scope;
  private final List<Value> parameters = new ArrayList<>();
  private final Set<String> own = new HashSet<>();

  /// @param attribute that holds the graph
  Body(OnnxNode node, String attribute) {
    this.node = node;
    this.function = node.scope().function().body();
    function.builder().at(node.builder().origin());
    var around = node.scope().names();
    this.scope = node.scope().inside(node.proto(), attribute, function, new Names(new Names.Surroundings() {
      @Override
      public Optional<Known> find(String name) {
        return around.find(name).map(known -> seen(known, name));
      }

      @Override
      public boolean isSkipped(String name) {
        return around.isSkipped(name);
      }
    }));
  }

  FunctionScope function() {
    return function;
  }

  GraphScope scope() {
    return scope;
  }

  /// What a value of the function around is inside.
  private Known seen(Known outer, String name) {
    return switch (outer) {
      case Sizes s -> s;
      case Known.Data(var value) -> {
        if (value.op() instanceof Op.Constant c) {
          yield new Known.Data(function.builder().constant(c.literal()));
        }
        var sizes = node.scope().function().sizes(value);
        yield sizes.isPresent() ? sizes.get() : new Known.Data(function.capture(value, name));
      }
    };
  }

  /// What a value of the function around is inside.
  Value seen(Value outer, String name) {
    return OnnxNode.data(seen(new Known.Data(outer), name), function.builder());
  }

  /// A parameter beside those that stand for values around.
  Value parameter(String name, TensorType type) {
    var parameter = function.parameter(name, type);
    parameters.add(parameter);
    return parameter;
  }

  /// Says that a symbol has another value each time the body runs.
  void own(Dim symbol) {
    own.addAll(symbol.symbols());
  }

  /// Imports the graph.
  ///
  /// @param inputs what its inputs stand for
  /// @throws GraphImport.Skipped when a result cannot be had
  List<Value> results(GraphProto graph, List<Known> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      scope.names().put(graph.getInput(i).getName(), inputs.get(i));
    }
    return new GraphImport(scope).body(graph).stream().map(k -> OnnxNode.data(k, function.builder())).toList();
  }

  /// The values around that the body takes so far.
  Set<Value> captured() {
    return new LinkedHashSet<>(function.captured().keySet());
  }

  /// The finished function: its own parameters, then one for each of `captured`, of which the body may take fewer.
  Function finish(List<Value> captured, List<Value> results) {
    var all = new ArrayList<>(parameters);
    captured.forEach(outer -> all.add(function.capture(outer, "captured")));
    var names = IntStream.range(0, results.size()).mapToObj(i -> "result" + i).toList();
    var f = function.builder().finish("body", results, names);
    return new Function(f.name(), all, f.body(), f.results(), f.outputs());
  }

  /// Whether a size has one value, known around the body too.
  boolean isVisible(Dim size, Function finished) {
    var inner = new HashSet<>(own);
    finished.body().forEach(v -> inner.addAll(v.op().binds()));
    return size.symbols().stream().noneMatch(inner::contains);
  }
}
