package io.sinter.conformance.bench;

import com.google.protobuf.ByteString;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.OperatorSetIdProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.onnx.proto.TensorShapeProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/// Small ONNX models, as bytes. Their input is `x`, their output `y`, and all are f32.
final class Models {
  private static final int FLOAT = 1;
  private static final long IR_VERSION = 9;
  private static final long OPSET = 17;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("bench");
  private final Random random = new Random(1);

  private Models(long... input) {
    graph.addInput(value("x", input));
  }

  /// `relu(x w + b)`.
  static byte[] matmul(long rows, long depth, long columns) {
    var m = new Models(rows, depth);
    m.weights("w", depth, columns);
    m.weights("b", columns);
    m.node("Gemm", List.of("x", "w", "b"), "s");
    m.node("Relu", List.of("s"), "y");
    return m.bytes(rows, columns);
  }

  /// `relu(x * w + b)`: a square convolution that keeps height and width.
  static byte[] convolution(long size, long channels, long window) {
    var m = new Models(1, channels, size, size);
    m.weights("w", channels, channels, window, window);
    m.weights("b", channels);
    m.node("Conv", List.of("x", "w", "b"), "s").addAttribute(AttributeProto.newBuilder().setName("pads")
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(List.of(window / 2, window / 2, window / 2, window / 2)));
    m.node("Relu", List.of("s"), "y");
    return m.bytes(1, channels, size, size);
  }

  static byte[] softmax(long rows, long columns) {
    var m = new Models(rows, columns);
    m.node("Softmax", List.of("x"), "y");
    return m.bytes(rows, columns);
  }

  static byte[] layerNorm(long rows, long columns) {
    var m = new Models(rows, columns);
    m.weights("scale", columns);
    m.weights("b", columns);
    m.node("LayerNormalization", List.of("x", "scale", "b"), "y");
    return m.bytes(rows, columns);
  }

  private NodeProto.Builder node(String op, List<String> inputs, String output) {
    return graph.addNodeBuilder().setOpType(op).addAllInput(inputs).addOutput(output);
  }

  private void weights(String name, long... shape) {
    long n = 1;
    for (long d : shape) {
      n *= d;
    }
    var bytes = ByteBuffer.allocate(Math.toIntExact(4 * n)).order(ByteOrder.LITTLE_ENDIAN);
    double scale = 1 / Math.sqrt(n / (double) shape[shape.length == 4 ? 0 : shape.length - 1]);
    for (long i = 0; i < n; i++) {
      bytes.putFloat((float) (random.nextGaussian() * scale));
    }
    var tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT)
        .setRawData(ByteString.copyFrom(bytes.flip()));
    for (long d : shape) {
      tensor.addDims(d);
    }
    graph.addInitializer(tensor);
  }

  private static ValueInfoProto value(String name, long... shape) {
    var dims = TensorShapeProto.newBuilder();
    for (long d : shape) {
      dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(d));
    }
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
        TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(dims))).build();
  }

  private byte[] bytes(long... output) {
    graph.addOutput(value("y", output));
    return ModelProto.newBuilder().setIrVersion(IR_VERSION).setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET)).build().toByteArray();
  }
}
