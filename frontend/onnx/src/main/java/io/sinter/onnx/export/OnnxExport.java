package io.sinter.onnx.export;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.OperatorSetIdProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.runtime.UnsupportedError;
import io.sinter.runtime.UnsupportedError.Node;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/// Functions as ONNX models of operator set 21.
///
/// Inputs and outputs keep their names, open sizes are named after their symbols, and nodes are called after the
/// origins of the values they compute. The model computes what the function does, within the accuracy that operators of
/// ONNX have; ops that ONNX lacks become several nodes. What is checked while the function runs is not checked by the
/// model: [io.sinter.ir.Assert] is left out, and a negative size is no error of its own.
public final class OnnxExport {
  /// The version of the default operator set.
  public static final int OPSET = 21;

  private static final int IR_VERSION = 10;

  /// Messages are shorter than 2 GiB; this leaves room for the nodes.
  private static final long MOST_INSIDE = (1L << 31) - (64 << 20);

  private OnnxExport() {}

  /// Writes a model; weights of 2 GiB and more lie in a second file beside it, called as `file` with `.data` behind.
  ///
  /// @throws UnsupportedError when there are values that ONNX cannot express; names all of them, and writes nothing
  public static void write(Function function, Path file) throws IOException {
    write(function, file, MOST_INSIDE);
  }

  /// @param most how many bytes of weights lie in the model itself
  static void write(Function function, Path file, long most) throws IOException {
    var weights = new Weights(names(function));
    var graph = graph(function, weights);
    List<TensorProto> tensors;
    if (weights.bytes() <= most) {
      tensors = weights.inside();
    } else {
      var beside = file.resolveSibling(file.getFileName() + ".data");
      try (var out = new BufferedOutputStream(Files.newOutputStream(beside))) {
        tensors = weights.beside(out, beside.getFileName().toString());
      }
    }
    try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
      model(graph.addAllInitializer(tensors)).writeTo(out);
    }
  }

  /// A model as the bytes of its file.
  ///
  /// @throws UnsupportedError as [#write]; also when the weights have 2 GiB or more
  public static byte[] bytes(Function function) {
    var weights = new Weights(names(function));
    var graph = graph(function, weights);
    if (weights.bytes() > MOST_INSIDE) {
      throw new UnsupportedError(new Node("function '" + function.name() + "'",
          weights.bytes() + " bytes of weights in one message", "a file: write them beside the model"));
    }
    return model(graph.addAllInitializer(weights.inside())).toByteArray();
  }

  private static ModelProto model(GraphProto.Builder graph) {
    return ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("Sinter").setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET)).build();
  }

  /// Reserves the names of inputs and outputs.
  private static UniqueNames names(Function function) {
    var all = new HashSet<String>();
    var unique = new UniqueNames();
    var problems = new ArrayList<Node>();
    var names = new ArrayList<>(function.parameters().stream().map(OnnxExport::name).toList());
    names.addAll(function.outputs());
    for (var name : names) {
      if (!all.add(name) || name.isEmpty()) {
        problems.add(new Node("function '" + function.name() + "'",
            "two inputs or outputs called '" + name + "'", "a name of its own for each"));
      }
      unique.take(name);
    }
    if (!problems.isEmpty()) {
      throw new UnsupportedError(problems);
    }
    return unique;
  }

  private static String name(Value parameter) {
    return ((Op.Parameter) parameter.op()).name();
  }

  private static GraphProto.Builder graph(Function function, Weights weights) {
    var legal = Legal.of(function);
    var proto = GraphProto.newBuilder().setName(function.name().isEmpty() ? "function" : function.name());
    var graph = Graph.outermost(weights.unique(), weights);
    var nodes = FunctionNodes.outermost(graph);
    var inputs = legal.parameters().stream().map(OnnxExport::name).toList();
    graph.outputs(nodes.write(legal, inputs), legal.outputs());
    legal.parameters().forEach(p -> proto.addInput(Types.outer(name(p), p.type())));
    IntStream.range(0, legal.outputs().size()).forEach(i ->
        proto.addOutput(Types.outer(legal.outputs().get(i), legal.results().get(i).type())));
    return proto.addAllNode(graph.nodes());
  }
}
