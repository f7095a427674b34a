package io.sinter.onnx;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Literal;
import io.sinter.ir.Origin;
import io.sinter.ir.Value;
import io.sinter.ir.Verifier;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Truth;
import io.sinter.runtime.UnsupportedError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Makes a function of a graph, node by node. What is not supported is collected, and what depends on it skipped, so
/// that one error names it all.
final class GraphImport {
  private final GraphProto graph;
  private final Opsets opsets;
  private final ExternalData external;
  private final OnnxTypes types;
  private final Builder builder = new Builder();
  private final Constants constants = new Constants();
  private final Map<String, Known> known = new HashMap<>();
  private final Set<String> skipped = new HashSet<>();
  private final List<UnsupportedError.Node> unsupported = new ArrayList<>();

  private GraphImport(GraphProto graph, Opsets opsets, ExternalData external) {
    this.graph = graph;
    this.opsets = opsets;
    this.external = external;
    this.types = new OnnxTypes(
        () -> Stream.of(graph.getInputList(), graph.getOutputList(), graph.getValueInfoList())
            .flatMap(List::stream).iterator());
  }

  static Function of(GraphProto graph, Opsets opsets, ExternalData external) {
    GraphOrder.check(graph);
    return new GraphImport(graph, opsets, external).function();
  }

  private Function function() {
    graph.getInitializerList().forEach(tensor -> {
      var where = "initializer '" + tensor.getName() + "'";
      builder.at(Origin.of(tensor.getName()));
      attempt(List.of(tensor.getName()), () -> List.of(
          new Known.Data(builder.constant(Literal.of(OnnxTensors.tensor(tensor, external, where))))));
    });
    graph.getSparseInitializerList().forEach(tensor -> attempt(List.of(tensor.getValues().getName()), () -> {
      throw new UnsupportedError(new UnsupportedError.Node(
          "initializer '" + tensor.getValues().getName() + "'", "a sparse tensor", "a dense one"));
    }));
    graph.getInputList().stream().filter(input -> !isGiven(input.getName())).forEach(input -> {
      builder.at(Origin.of(input.getName()));
      attempt(List.of(input.getName()),
          () -> List.of(new Known.Data(builder.parameter(input.getName(), parameterType(input)))));
    });
    graph.getNodeList().forEach(this::node);
    var results = new ArrayList<Value>();
    graph.getOutputList().stream().filter(output -> !skipped.contains(output.getName())).forEach(output -> {
      builder.at(Origin.of(output.getName()));
      results.add(result(output));
    });
    if (!unsupported.isEmpty()) {
      throw new UnsupportedError(unsupported);
    }
    var names = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    var function = builder.finish(graph.getName(), results, names);
    Verifier.verify("import of '" + graph.getName() + "'", function);
    return function;
  }

  private boolean isGiven(String name) {
    return known.containsKey(name) || skipped.contains(name);
  }

  private interface Step {
    List<? extends Known> run();
  }

  /// Binds `names` to what `step` gives, or skips them.
  private void attempt(List<String> names, Step step) {
    try {
      var results = step.run();
      for (int i = 0; i < results.size() && i < names.size(); i++) {
        known.put(names.get(i), results.get(i));
      }
    } catch (UnsupportedError e) {
      unsupported.addAll(e.nodes());
      skipped.addAll(names);
    }
  }

  private TensorType parameterType(ValueInfoProto input) {
    var where = "input '" + input.getName() + "'";
    if (!(types.type(input) instanceof TensorType type)) {
      throw new UnsupportedError(new UnsupportedError.Node(where, "an input that is not a tensor", "a tensor"));
    }
    if (type.dtype() == DType.STRING) {
      throw new UnsupportedError(new UnsupportedError.Node(where, "an input of strings", "numbers"));
    }
    return type;
  }

  private void node(NodeProto proto) {
    attempt(proto.getOutputList(), () -> {
      var operator = opsets.find(proto);
      if (proto.getInputList().stream().anyMatch(skipped::contains)) {
        skipped.addAll(proto.getOutputList());
        return List.of();
      }
      builder.at(Origin.of(place(proto)));
      try {
        var folded = SizeOps.fold(open(proto));
        return folded.isPresent() ? List.of(folded.get()) : apply(operator, open(proto));
      } catch (ModelError e) {
        throw at(proto, e);
      } catch (ArithmeticException e) {
        throw new ModelError(Problem.of("A size of a node's output cannot be computed.")
            .where(Attributes.place(proto))
            .given(Objects.requireNonNullElse(e.getMessage(), "an overflow"))
            .expected("sizes that fit into 64 bits"), e);
      }
    });
  }

  /// The builder knows the origin only.
  private ModelError at(NodeProto proto, ModelError e) {
    boolean byBuilder = e.problem().where().filter(builder.origin().toString()::equals).isPresent();
    return byBuilder ? new ModelError(e.problem().where(Attributes.place(proto)), e) : e.at(Attributes.place(proto));
  }

  private OnnxNode open(NodeProto proto) {
    var inputs = proto.getInputList().stream().map(name -> Optional.ofNullable(known.get(name))).toList();
    var node = new OnnxNode(proto, opsets.version(), builder, constants, external, inputs);
    node.requireNumbers();
    return node;
  }

  /// The name of the node, or else its operator and first output.
  private static String place(NodeProto node) {
    return !node.getName().isEmpty() ? node.getName()
        : node.getOpType() + node.getOutputList().stream().filter(o -> !o.isEmpty()).findFirst().map(o -> " " + o)
            .orElse("");
  }

  private static List<? extends Known> apply(Operator operator, OnnxNode node) {
    var results = operator.rule().apply(node);
    if (node.outputs() > results.size()) {
      throw node.error("A node has more outputs than its operator gives.", node.outputs() + " outputs",
          "at most " + results.size());
    }
    node.finish();
    for (var result : results) {
      if (result instanceof Known.Data(var value)
          && value.type().shape().dims().stream().anyMatch(d -> d.constant().orElse(0) < 0)) {
        throw node.error("A node's output would have a negative size.", value.type().toString(),
            "an input that is large enough");
      }
    }
    return results;
  }

  private Value result(ValueInfoProto output) {
    var value = switch (known.get(output.getName())) {
      case Known.Data d -> d.value();
      case Sizes s -> s.value(builder);
    };
    if (output.getType().getValueCase() == TypeProto.ValueCase.TENSOR_TYPE) {
      requireDeclared(output, value.type());
    }
    return value;
  }

  /// A declared type may leave sizes, or the whole shape, open.
  private void requireDeclared(ValueInfoProto output, TensorType actual) {
    var where = "output '" + output.getName() + "'";
    var tensor = output.getType().getTensorType();
    var dtype = ElementTypes.dtype(tensor.getElemType(), where);
    boolean agrees = dtype == actual.dtype() && (!tensor.hasShape()
        || types.type(output) instanceof TensorType declared && declared.shape().equalTo(actual.shape()) != Truth.NO);
    if (!agrees) {
      throw new ModelError(Problem.of("An output has another type than the model declares.")
          .where(where)
          .given(actual.toString())
          .expected(tensor.hasShape() ? types.type(output).toString() : dtype.toString())
          .tryThis("Export the model again, or correct the declared type."));
    }
  }
}
