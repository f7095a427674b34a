package io.sinter.onnx;

import io.sinter.ir.Function;
import io.sinter.ir.Literal;
import io.sinter.ir.Value;
import io.sinter.ir.Verifier;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.MapType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.OptionalType;
import io.sinter.runtime.Problem;
import io.sinter.runtime.SequenceType;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Truth;
import io.sinter.runtime.UnrankedType;
import io.sinter.runtime.UnsupportedError;
import java.util.ArrayList;
import java.util.Optional;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Makes a function of a model's graph.
final class ModelImport {
  private final GraphProto graph;
  private final ModelScope model;
  private final GraphScope scope;
  private final GraphImport nodes;
  private final OnnxTypes types;

  private ModelImport(GraphProto graph, Opsets opsets, ModelScope model) {
    this.graph = graph;
    this.model = model;
    this.scope = GraphScope.of(new FunctionScope(model), opsets);
    this.nodes = new GraphImport(scope);
    this.types = new OnnxTypes(model.symbols(),
        () -> Stream.of(graph.getInputList(), graph.getOutputList(), graph.getValueInfoList())
            .flatMap(List::stream).iterator());
  }

  /// A function, unless the values of some inputs must be known for that.
  ///
  /// @param needs the names of those inputs
  record Result(Optional<Function> function, SortedSet<String> needs) {}

  static Result of(GraphProto graph, Opsets opsets, ModelScope model) {
    return new ModelImport(graph, opsets, model).result();
  }

  private Result result() {
    nodes.declare(graph);
    nodes.initializers(graph);
    nodes.requireDeclared("input", graph.getInputList());
    graph.getInputList().stream().filter(input -> !scope.names().isGiven(input.getName())).forEach(input -> {
      nodes.at(input.getName());
      nodes.attempt(List.of(input.getName()), () -> List.of(new Known.Data(parameter(input))));
    });
    nodes.nodes(graph.getNodeList());
    var results = new ArrayList<Value>();
    graph.getOutputList().stream().filter(output -> !scope.names().isSkipped(output.getName())).forEach(output -> {
      nodes.at(output.getName());
      results.add(result(output));
    });
    if (!model.unsupported().isEmpty()) {
      throw new UnsupportedError(model.unsupported());
    }
    if (!model.needs().isEmpty()) {
      return new Result(Optional.empty(), new TreeSet<>(model.needs()));
    }
    var names = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    var function = scope.function().builder().finish(graph.getName(), results, names);
    Verifier.verify("import of '" + graph.getName() + "'", function);
    return new Result(Optional.of(function), new TreeSet<>(Set.of()));
  }

  /// A parameter of the function, unless its value is fixed; where the value is known, that stands for it inside.
  private Value parameter(ValueInfoProto input) {
    var builder = scope.function().builder();
    var fixed = model.fixed().get(input.getName());
    var value = fixed == null ? model.values().get(input.getName()) : fixed;
    var type = parameterType(input);
    if (value == null) {
      return builder.parameter(input.getName(), type);
    }
    requireFit(input.getName(), value, type);
    if (fixed == null) {
      builder.parameter(input.getName(), type);
    }
    return builder.constant(Literal.of(value));
  }

  private static void requireFit(String input, Tensor value, TensorType type) {
    if (value.dtype() != type.dtype() || value.type().shape().equalTo(type.shape()) == Truth.NO) {
      throw new ModelError(Problem.of("The value of an input does not fit.")
          .where("input '" + input + "'").given(value.type()).expected(type));
    }
  }

  private TensorType parameterType(ValueInfoProto input) {
    var where = "input '" + input.getName() + "'";
    boolean tensor = input.getType().getValueCase() == TypeProto.ValueCase.TENSOR_TYPE;
    if (!tensor && input.getType().getValueCase() != TypeProto.ValueCase.VALUE_NOT_SET) {
      throw new UnsupportedError(new UnsupportedError.Node(where, "an input that is not a tensor", "a tensor"));
    }
    var type = switch (types.type(input)) {
      case TensorType ranked -> ranked;
      case UnrankedType open -> types.unnamed(open.dtype(), input.getName(), rank(input.getName()));
      case SequenceType _, OptionalType _, MapType _ -> throw new AssertionError(input);
    };
    if (type.dtype() == DType.STRING) {
      throw new UnsupportedError(new UnsupportedError.Node(where, "an input of strings", "numbers"));
    }
    if (!Sizes.isCountable(type.shape())) {
      throw new ModelError(Problem.of("An input has too many elements.").where(where).given(type)
          .expected("elements that can be counted in 64 bits"));
    }
    return type;
  }

  /// @throws NeededValues when it is not known
  private int rank(String input) {
    var value = Optional.ofNullable(model.fixed().get(input)).or(() -> Optional.ofNullable(model.values().get(input)));
    return value.map(Tensor::rank).or(() -> Optional.ofNullable(model.ranks().get(input)))
        .orElseThrow(() -> new NeededValues(new TreeSet<>(Set.of(input))));
  }

  private Value result(ValueInfoProto output) {
    var known = scope.names().find(output.getName()).orElseThrow();
    var value = OnnxNode.data(known, scope.function().builder());
    if (output.getType().getValueCase() == TypeProto.ValueCase.TENSOR_TYPE) {
      requireDeclared(output, value.type());
    } else {
      DeclaredType.require("output", output, known, "");
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
