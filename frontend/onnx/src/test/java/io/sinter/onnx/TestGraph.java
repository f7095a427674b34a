package io.sinter.onnx;

import com.google.protobuf.ByteString;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.OperatorSetIdProto;
import io.sinter.onnx.proto.TensorShapeProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Small models for tests, written line by line: `new TestGraph(17).input("x", "f32[N, 3]").node("y = Relu(x)")`.
final class TestGraph {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);

  /// @param opset the version of the default operator set
  TestGraph(long opset) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
  }

  TestGraph opset(String domain, long version) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version));
    return this;
  }

  /// @param type such as `f32[N, 3]`, where `?` is a size without name; `f32` alone has no shape
  TestGraph input(String name, String type) {
    graph.addInput(info(name, type));
    return this;
  }

  TestGraph output(String name, String type) {
    graph.addOutput(info(name, type));
    return this;
  }

  /// An output without declared type.
  TestGraph output(String name) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    return this;
  }

  TestGraph constant(String name, Tensor tensor) {
    graph.addInitializer(OnnxTensors.proto(name, tensor));
    return this;
  }

  TestGraph floats(String name, float... values) {
    return constant(name, Tensor.of(values, values.length));
  }

  TestGraph ints(String name, long... values) {
    return constant(name, Tensor.of(values, values.length));
  }

  /// @param text `y, z = Operator(a, , b)`, with `domain.Operator` for another domain
  TestGraph node(String text, AttributeProto... attributes) {
    return named("", text, attributes);
  }

  TestGraph named(String name, String text, AttributeProto... attributes) {
    var sides = text.split("=");
    var call = sides[1].strip();
    int open = call.indexOf('(');
    var operator = call.substring(0, open);
    int dot = operator.lastIndexOf('.');
    var node = NodeProto.newBuilder()
        .setName(name)
        .setDomain(dot < 0 ? "" : operator.substring(0, dot))
        .setOpType(operator.substring(dot + 1))
        .addAllAttribute(List.of(attributes));
    names(sides[0]).forEach(node::addOutput);
    names(call.substring(open + 1, call.length() - 1)).forEach(node::addInput);
    graph.addNode(node);
    return this;
  }

  /// The parts between commas.
  static List<String> names(String list) {
    return list.isBlank() ? List.of() : Arrays.stream(list.split(",")).map(String::strip).toList();
  }

  GraphProto.Builder graph() {
    return graph;
  }

  ModelProto.Builder model() {
    return model;
  }

  OnnxModel read() {
    if (graph.getOutputCount() == 0) {
      output(graph.getNode(graph.getNodeCount() - 1).getOutput(0));
    }
    return asIs();
  }

  /// The model without outputs that are not named.
  OnnxModel asIs() {
    return OnnxModel.of(new OnnxFile(Path.of("test.onnx"), model.setGraph(graph).build(), ExternalData.NONE));
  }

  Function function() {
    return read().function();
  }

  /// The type of the only result.
  String type() {
    return function().results().getFirst().type().toString();
  }

  List<Tensor> runAll(Tensor... inputs) {
    return Interpreter.run(function(), List.of(inputs));
  }

  Tensor run(Tensor... inputs) {
    return runAll(inputs).getFirst();
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOAT).setF(value).build();
  }

  static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name).setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }

  static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS).addAllInts(values).build();
  }

  static AttributeProto attribute(String name, Tensor value) {
    return AttributeProto.newBuilder()
        .setName(name).setType(AttributeType.TENSOR).setT(OnnxTensors.proto("", value)).build();
  }

  /// A graph that a node holds; its outputs must be named.
  static AttributeProto attribute(String name, TestGraph body) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.GRAPH).setG(body.graph).build();
  }

  static ValueInfoProto info(String name, String type) {
    int open = type.indexOf('[');
    var dtype = DType.parse(open < 0 ? type : type.substring(0, open));
    var tensor = TypeProto.Tensor.newBuilder().setElemType(ElementTypes.code(dtype).getNumber());
    if (open >= 0) {
      var shape = TensorShapeProto.newBuilder();
      for (var dim : names(type.substring(open + 1, type.length() - 1))) {
        var d = TensorShapeProto.Dimension.newBuilder();
        shape.addDim(dim.equals("?") ? d
            : dim.matches("-?[0-9]+") ? d.setDimValue(Long.parseLong(dim)) : d.setDimParam(dim));
      }
      tensor.setShape(shape);
    }
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
  }

  static Tensor f32(long[] shape, double... values) {
    return Tensor.fromDoubles(DType.F32, shape, values);
  }

  /// A vector.
  static Tensor f32(double... values) {
    return f32(new long[] {values.length}, values);
  }

  /// 0, 1, 2 and so on.
  static Tensor iota(long... shape) {
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    var values = new double[count];
    Arrays.setAll(values, i -> i);
    return f32(shape, values);
  }
}
