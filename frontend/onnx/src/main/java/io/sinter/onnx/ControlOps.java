package io.sinter.onnx;

import io.sinter.ir.Control;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;

/// Operators that hold graphs and run them as data says.
final class ControlOps {
  static final List<Operator> TABLE = List.of(
      new Operator("If", 1, ControlOps::branch),
      new Operator("Loop", 1, ControlOps::loop));

  private ControlOps() {}

  static List<Known> results(OnnxNode n, Control op) {
    var tuple = n.builder().add(op);
    return IntStream.range(0, op.types().size())
        .<Known>mapToObj(i -> new Known.Data(n.builder().add(new Op.Project(tuple, i)))).toList();
  }

  /// A condition that is known leaves the one branch.
  private static List<Known> branch(OnnxNode n) {
    var then = branch(n, "then_branch");
    var otherwise = branch(n, "else_branch");
    var condition = n.single(0, "cond");
    var known = n.sizes(0).flatMap(Sizes::tensor);
    if (known.isPresent()) {
      boolean holds = known.get().longAt(0) != 0;
      return inline(n, holds ? "then_branch" : "else_branch", List.of());
    }
    var yes = new Body(n, "then_branch");
    var whenTrue = yes.results(then, List.of());
    var no = new Body(n, "else_branch");
    var whenFalse = no.results(otherwise, List.of());
    var captured = new LinkedHashSet<>(yes.captured());
    captured.addAll(no.captured());
    var args = List.copyOf(captured);
    var f = yes.finish(args, whenTrue);
    var g = no.finish(args, whenFalse);
    var binds = new ArrayList<String>();
    var types = new ArrayList<TensorType>();
    for (int i = 0; i < whenTrue.size(); i++) {
      var a = whenTrue.get(i).type();
      var b = whenFalse.get(i).type();
      n.require(a.dtype() == b.dtype(), "The branches of an If differ in type.", a + " and " + b,
          "one type for each output");
      if (a.rank() != b.rank()) {
        n.constant(0, "cond");
      }
      var dims = new ArrayList<Dim>();
      for (int axis = 0; axis < a.rank(); axis++) {
        boolean agree = a.dim(axis).equals(b.dim(axis))
            && yes.isVisible(a.dim(axis), f) && no.isVisible(b.dim(axis), g);
        dims.add(agree ? a.dim(axis) : fresh(n, i, axis, binds));
      }
      types.add(a.withShape(new Shape(dims)));
    }
    return results(n, new Control.If(condition, args, f, g, types, binds));
  }

  private static GraphProto branch(OnnxNode n, String attribute) {
    var graph = n.attributes().graph(attribute);
    int outputs = n.proto().getOutputCount();
    n.require(graph.getInputCount() == 0 && graph.getOutputCount() == outputs,
        "A branch of an If does not fit its node.", attribute + " of " + graph.getInputCount() + " inputs and "
        + graph.getOutputCount() + " outputs",
        "no inputs and " + outputs + " outputs");
    return graph;
  }

  /// A graph's nodes in place of the node.
  ///
  /// @param inputs as many as the graph has
  static List<Known> inline(OnnxNode n, String attribute, List<Value> inputs) {
    var graph = n.attributes().graph(attribute);
    var names = n.scope().names().inner();
    for (int i = 0; i < inputs.size(); i++) {
      names.put(graph.getInput(i).getName(), new Known.Data(inputs.get(i)));
    }
    var nodes = new GraphImport(n.scope().inside(n.proto(), attribute, n.scope().function(), names));
    var results = nodes.body(graph);
    nodes.at(n.scope().origin(n.proto()));
    return results;
  }

  /// A size of an output that only the run tells.
  static Dim fresh(OnnxNode n, int output, int axis, List<String> binds) {
    var name = n.proto().getOutputCount() > output ? n.proto().getOutput(output) : n.op();
    var symbol = n.scope().function().model().symbols().fresh(name + "_d" + axis);
    binds.addAll(symbol.symbols());
    return symbol;
  }

  /// Without a number of trips or a condition the other one ends the loop.
  private static List<Known> loop(OnnxNode n) {
    var trips = n.has(0) ? n.single(0, "M") : n.constant(Tensor.scalar(Long.MAX_VALUE));
    var condition = n.has(1) ? n.single(1, "cond") : n.constant(Tensor.scalar(true));
    var graph = n.attributes().graph("body");
    var carried = IntStream.range(2, n.inputs()).mapToObj(n::value).toList();
    int outputs = n.proto().getOutputCount();
    n.require(outputs >= carried.size(), "A Loop has fewer outputs than carried values.", outputs + " outputs",
        "at least " + carried.size());
    n.require(graph.getInputCount() == 2 + carried.size() && graph.getOutputCount() == 1 + outputs,
        "The body of a Loop does not fit its node.",
        graph.getInputCount() + " inputs and " + graph.getOutputCount() + " outputs",
        2 + carried.size() + " inputs and " + (1 + outputs) + " outputs");
    return new Repetition(n, trips, condition, carried, (body, step, state) -> {
      var inputs = new ArrayList<Known>(List.of(new Known.Data(step), Sizes.scalar(DType.BOOL, Dim.ONE)));
      state.forEach(s -> inputs.add(new Known.Data(s)));
      return body.results(graph, inputs);
    }).results();
  }
}
