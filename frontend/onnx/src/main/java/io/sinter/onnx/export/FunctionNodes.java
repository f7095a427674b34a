package io.sinter.onnx.export;

import io.sinter.ir.Assert;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.onnx.OnnxTensors;
import io.sinter.runtime.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the values of a function as nodes of a graph. The function is as [Legal] leaves it.
final class FunctionNodes {
  private final Graph graph;
  private final SizeNodes sizes;
  private final ViewNodes views;
  private final Map<Value, List<String>> names = new HashMap<>();

  private FunctionNodes(Graph graph, SizeNodes sizes) {
    this.graph = graph;
    this.sizes = sizes;
    this.views = new ViewNodes(graph, sizes);
  }

  /// For the function that is the model.
  static FunctionNodes outermost(Graph graph) {
    return new FunctionNodes(graph, SizeNodes.outermost(graph));
  }

  /// For a body that runs in this graph.
  FunctionNodes inner() {
    var body = graph.inner();
    return new FunctionNodes(body, sizes.inner(body));
  }

  Graph graph() {
    return graph;
  }

  SizeNodes sizes() {
    return sizes;
  }

  /// Writes a function of inputs that are there.
  ///
  /// @return the names of its results
  List<String> write(Function function, List<String> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      names.put(function.parameters().get(i), List.of(inputs.get(i)));
    }
    sizes.bind(function.parameters(), inputs);
    for (var v : function.body()) {
      if (!isLate(v)) {
        graph.at(v.origin());
        names.put(v, nodes(v));
      }
    }
    return function.results().stream().map(this::name).toList();
  }

  /// What is written where it is first read: constants, and repetitions, which many operators do by themselves.
  private static boolean isLate(Value v) {
    return v.op() instanceof Op.Broadcast || v.op() instanceof Op.Constant;
  }

  /// What a value is called.
  String name(Value v) {
    if (!names.containsKey(v)) {
      names.put(v, nodes(v));
    }
    return names.get(v).getFirst();
  }

  List<String> names(List<Value> values) {
    return values.stream().map(this::name).toList();
  }

  /// `x` without leading axes of `shape` and with axes of size 1 where it is repeated; see [ViewNodes#aligned].
  String aligned(Op.Broadcast b) {
    return b.x().op() instanceof Op.Constant(var literal) ? graph.constant(literal.tensor().reshape(
        ViewNodes.alignedShape(b).toLongs())) : views.aligned(name(b.x()), b);
  }

  private List<String> nodes(Value v) {
    return switch (v.op()) {
      case Control c -> new ControlNodes(this).of(c);
      case Op.Composite c -> List.of(CompositeNodes.of(c, names(c.args()), graph));
      case Op.Project(var tuple, var index) -> List.of(names.get(tuple).get(index));
      default -> List.of(node(v));
    };
  }

  private String node(Value v) {
    return switch (v.op()) {
      case Op.Constant(var literal) -> graph.constant(literal.tensor());
      case Op.Apply a -> new ScalarNodes(this).of(a);
      case Op.Convert(var x, var to) -> graph.node("Cast", List.of(name(x)), Attributes.of("to", OnnxTensors.code(to)));
      case Op.Broadcast b -> views.expand(aligned(b), ViewNodes.alignedShape(b), b.shape());
      case Op.Transpose(var x, var permutation) -> views.transpose(name(x), permutation);
      case Op.Reshape(var x, var shape) -> views.reshape(name(x), x.type().shape(), shape);
      case Op.Slice s -> views.slice(name(s.x()), s);
      case Op.Pad p -> graph.node("Pad", List.of(name(p.x()), views.amounts(p), name(p.value())));
      case Op.Concatenate(var args, var axis) ->
          graph.node("Concat", names(args), Attributes.of("axis", axis));
      case Op.Reduce r -> ReductionNodes.of(r, name(r.x()), graph);
      case Op.CumulativeReduce(var x, _, var axis) ->
          graph.node("CumSum", List.of(name(x), graph.constant(Tensor.scalar((long) axis))));
      case Op.ReduceWindow r -> ReductionNodes.of(r, name(r.x()), graph);
      case Op.DotGeneral d -> ProductNodes.of(d, name(d.lhs()), name(d.rhs()), graph);
      case Op.Convolution c -> ProductNodes.of(c, name(c.x()), name(c.w()), graph);
      case Counting.Size(var size) -> sizes.scalar(size);
      case Counting.Iota i -> views.iota(i);
      case Indexed.Gather g -> new IndexNodes(this).gather(g);
      case Indexed.Scatter s -> new IndexNodes(this).scatter(s);
      case Op.Bind(var x, var symbol) -> {
        sizes.bind(symbol, name(x));
        yield name(x);
      }
      case Op.Parameter _, Op.Bitcast _, Assert _, Op.Relayout _, Op.Composite _, Control _, Op.Project _ ->
          throw new IllegalStateException("nothing that ONNX has: " + v);
    };
  }
}
