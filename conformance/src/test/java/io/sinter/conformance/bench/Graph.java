package io.sinter.conformance.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.OperatorSetIdProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.onnx.proto.TensorShapeProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// An ONNX model that is written node by node, with weights and inputs from a seed: two graphs written by the same
/// calls are the same file.
final class Graph {
  private static final long IR_VERSION = 9;
  private static final long OPSET = 17;

  private final GraphProto.Builder graph;
  private final List<Tensor> inputs = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(1);
  private String scope = "";
  private int values;

  Graph(String name) {
    graph = GraphProto.newBuilder().setName(name);
  }

  /// Nodes from here on belong to this layer.
  Graph layer(String name) {
    scope = "/" + name;
    return this;
  }

  /// An input of one sample's type.
  String input(String name, Tensor sample) {
    return input(name, sample, Map.of());
  }

  /// @param symbols names of the axes whose size the model leaves open
  String input(String name, Tensor sample, Map<Integer, String> symbols) {
    var dims = TensorShapeProto.newBuilder();
    for (int axis = 0; axis < sample.rank(); axis++) {
      var dim = TensorShapeProto.Dimension.newBuilder();
      dims.addDim(symbols.containsKey(axis) ? dim.setDimParam(symbols.get(axis)) : dim.setDimValue(
          sample.shape()[axis]));
    }
    graph.addInput(value(name, sample.dtype(), TypeProto.Tensor.newBuilder().setShape(dims)));
    inputs.add(sample);
    return name;
  }

  /// An input of normally distributed numbers.
  String input(String name, long... shape) {
    return input(name, normal(shape));
  }

  Tensor normal(long... shape) {
    var values = new float[count(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(values, shape);
  }

  /// Whole numbers from 0 to below a bound.
  Tensor indices(long bound, long... shape) {
    return Tensor.of(random.longs(count(shape), 0, bound).toArray(), shape);
  }

  /// A node with one output.
  ///
  /// @param inputs names of values; "" for one that is left out
  /// @return the output's name
  String node(String operator, Map<String, ?> attributes, String... inputs) {
    return nodes(operator, attributes, 1, inputs).getFirst();
  }

  String node(String operator, String... inputs) {
    return node(operator, Map.of(), inputs);
  }

  /// A node with several outputs.
  ///
  /// @param operator after its domain and a dot, where that is not the default one
  /// @param attributes numbers (long or float) and lists of longs
  List<String> nodes(String operator, Map<String, ?> attributes, int outputs, String... inputs) {
    int dot = operator.lastIndexOf('.');
    var node = graph.addNodeBuilder().setDomain(dot < 0 ? "" : operator.substring(0, dot))
        .setOpType(operator.substring(dot + 1)).addAllInput(List.of(inputs));
    for (int i = 0; i < outputs; i++) {
      node.addOutput(name(node.getOpType()));
    }
    node.setName(node.getOutput(0));
    attributes.entrySet().stream().sorted(Map.Entry.comparingByKey())
        .forEach(a -> node.addAttribute(attribute(a.getKey(), a.getValue())));
    return List.copyOf(node.getOutputList());
  }

  private static AttributeProto attribute(String name, Object value) {
    var attribute = AttributeProto.newBuilder().setName(name);
    return (switch (value) {
      case Integer i -> attribute.setType(AttributeType.INT).setI(i);
      case Float f -> attribute.setType(AttributeType.FLOAT).setF(f);
      case List<?> list -> attribute.setType(AttributeType.INTS)
          .addAllInts(list.stream().map(e -> ((Number) e).longValue()).toList());
      default -> throw new IllegalArgumentException(name + " is " + value);
    }).build();
  }

  /// Weights that are evenly distributed around 0.
  ///
  /// @param deviation their standard deviation
  String weights(double deviation, long... shape) {
    var bytes = buffer(DType.F32, shape);
    float bound = (float) (Math.sqrt(3) * deviation);
    while (bytes.hasRemaining()) {
      bytes.putFloat(bound * (random.nextInt() * 0x1p-31f));
    }
    return weights(DType.F32, bytes, shape);
  }

  /// Weights of eight bits, evenly distributed from -127 to 127.
  String bytes(long... shape) {
    var bytes = buffer(DType.I8, shape);
    while (bytes.hasRemaining()) {
      bytes.put((byte) random.nextInt(-127, 128));
    }
    return weights(DType.I8, bytes, shape);
  }

  /// One number in every place.
  String all(DType type, double value, long... shape) {
    var bytes = buffer(type, shape);
    while (bytes.hasRemaining()) {
      switch (type) {
        case F32 -> bytes.putFloat((float) value);
        case I64 -> bytes.putLong((long) value);
        case I32 -> bytes.putInt((int) value);
        case I8, U8 -> bytes.put((byte) value);
        default -> throw new IllegalArgumentException("no weights of " + type);
      }
    }
    return weights(type, bytes, shape);
  }

  String number(double value) {
    return all(DType.F32, value);
  }

  /// A vector of sizes, axes or indices.
  String longs(long... elements) {
    var bytes = buffer(DType.I64, elements.length);
    bytes.asLongBuffer().put(elements);
    return weights(DType.I64, bytes, elements.length);
  }

  /// 1 on and below the diagonal, 0 above: what each position of a text may look at.
  String triangle(int size) {
    var bytes = buffer(DType.BOOL, size, size);
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        bytes.put((byte) (column <= row ? 1 : 0));
      }
    }
    return weights(DType.BOOL, bytes, 1, 1, size, size);
  }

  private String weights(DType type, ByteBuffer bytes, long... shape) {
    var tensor = graph.addInitializerBuilder().setName(name("weights")).setDataType(code(type))
        .setRawData(raw(bytes.clear()));
    for (long d : shape) {
      tensor.addDims(d);
    }
    return tensor.getName();
  }

  private static ByteString raw(ByteBuffer bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  private static ByteBuffer buffer(DType type, long... shape) {
    return ByteBuffer.allocate(Math.multiplyExact(type.bytes(), count(shape))).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int count(long... shape) {
    int n = 1;
    for (long d : shape) {
      n = Math.multiplyExact(n, Math.toIntExact(d));
    }
    return n;
  }

  private String name(String kind) {
    return scope + "/" + kind + "_" + values++;
  }

  void output(DType type, String value) {
    graph.addOutput(value(value, type, TypeProto.Tensor.newBuilder()));
  }

  /// An output of f32.
  Graph output(String value) {
    output(DType.F32, value);
    return this;
  }

  private static ValueInfoProto value(String name, DType type, TypeProto.Tensor.Builder tensor) {
    return ValueInfoProto.newBuilder().setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor.setElemType(code(type)))).build();
  }

  private static int code(DType type) {
    return (switch (type) {
      case F32 -> TensorProto.DataType.FLOAT;
      case I64 -> TensorProto.DataType.INT64;
      case I32 -> TensorProto.DataType.INT32;
      case I8 -> TensorProto.DataType.INT8;
      case U8 -> TensorProto.DataType.UINT8;
      case BOOL -> TensorProto.DataType.BOOL;
      default -> throw new IllegalArgumentException("no value of " + type);
    }).getNumber();
  }

  /// Values to run the model with, in the order of its inputs.
  List<Tensor> inputs() {
    return List.copyOf(inputs);
  }

  void write(Path file) {
    try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      ModelProto.newBuilder().setIrVersion(IR_VERSION).setGraph(graph)
          .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
          .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1))
          .build().writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
