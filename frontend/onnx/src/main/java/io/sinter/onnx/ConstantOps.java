package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.sizes;

import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import java.util.List;

/// Tensors that are known, and the sizes of others.
final class ConstantOps {
  static final List<Operator> TABLE = List.of(
      of("Constant", 1, n -> n.constant(constant(n))),
      of("ConstantOfShape", 9, n -> {
        var value = n.attributes().has("value") ? n.attributes().tensor("value") : Tensor.of(new float[1], 1);
        n.require(value.elements() == 1 && value.rank() <= 1, "The value of a ConstantOfShape is not one element.",
            value.type(), "one element");
        return n.builder().broadcast(n.constant(value.reshape()), new Shape(n.dims(0, "input")));
      }),
      sizes("Shape", 1, ConstantOps::shape),
      sizes("Size", 1, n -> Sizes.scalar(DType.I64, n.value(0).type().shape().elements())));

  private ConstantOps() {}

  private static Tensor constant(OnnxNode n) {
    var a = n.attributes();
    n.require(a.names().size() == 1, "A Constant has not one value.",
        a.names().isEmpty() ? "no attributes" : "the attributes " + String.join(", ", a.names()), "one of them");
    if (a.has("value_float")) {
      return Tensor.scalar(a.real("value_float"));
    }
    if (a.has("value_floats")) {
      var values = a.reals("value_floats");
      return Tensor.fromDoubles(DType.F32, new long[] {values.size()},
          values.stream().mapToDouble(Float::doubleValue).toArray());
    }
    if (a.has("value_int")) {
      return Tensor.scalar(a.integer("value_int"));
    }
    if (a.has("value_ints")) {
      var values = a.integers("value_ints");
      return Tensor.of(values.stream().mapToLong(Long::longValue).toArray(), values.size());
    }
    for (var name : List.of("value_string", "value_strings", "sparse_value")) {
      if (a.has(name)) {
        throw n.unsupported("a Constant given as " + name, "value");
      }
    }
    return a.tensor("value");
  }

  /// From `start` to `end`, which count from the end of the shape when negative and are clamped to it.
  private static Sizes shape(OnnxNode n) {
    var dims = n.value(0).type().shape().dims();
    int start = position(n.attributes().integer("start", 0), dims.size());
    int end = position(n.attributes().integer("end", dims.size()), dims.size());
    return Sizes.vector(DType.I64, start < end ? dims.subList(start, end) : List.<Dim>of());
  }

  private static int position(long given, int rank) {
    return Math.clamp(given < 0 ? given + rank : given, 0, rank);
  }
}
