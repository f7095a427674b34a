package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.sizes;

import io.sinter.ir.Value;
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
        if (value.elements() != 1) {
          throw n.error("The value of a ConstantOfShape is not one element.", value.type().toString(), "one element");
        }
        return n.builder().broadcast(n.constant(value.reshape()), new Shape(n.dims(0, "input")));
      }),
      sizes("Shape", 1, ConstantOps::shape),
      sizes("Size", 1, n -> Sizes.scalar(DType.I64, n.value(0).type().shape().elements())),
      of("Range", 11, ConstantOps::range),
      of("EyeLike", 9, ConstantOps::identity));

  private ConstantOps() {}

  private static Tensor constant(OnnxNode n) {
    var a = n.attributes();
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

  private static Value range(OnnxNode n) {
    n.attributes().ignore("stash_type");
    var start = n.scalar(0, "start");
    var limit = n.scalar(1, "limit");
    var delta = n.scalar(2, "delta");
    var type = start.dtype();
    if (limit.dtype() != type || delta.dtype() != type) {
      throw n.error("The inputs of a Range differ in type.",
          start.type() + ", " + limit.type() + ", " + delta.type(), "one type");
    }
    if (delta.doubleAt(0) == 0) {
      throw n.error("A Range has a step of 0.", "delta 0", "another number");
    }
    double count = Math.max(0, Math.ceil((limit.doubleAt(0) - start.doubleAt(0)) / delta.doubleAt(0)));
    if (!(count <= Constants.LARGEST)) {
      throw n.unsupported("a Range of " + count + " elements", "at most " + Constants.LARGEST);
    }
    var shape = new long[] {(long) count};
    if (type.isInteger()) {
      var values = new long[(int) count];
      for (int i = 0; i < values.length; i++) {
        values[i] = start.longAt(0) + i * delta.longAt(0);
      }
      return n.constant(Tensor.fromLongs(type, shape, values));
    }
    var values = new double[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = start.doubleAt(0) + i * delta.doubleAt(0);
    }
    return n.constant(Tensor.fromDoubles(type, shape, values));
  }

  private static Value identity(OnnxNode n) {
    var x = n.value(0).type();
    long k = n.attributes().integer("k", 0);
    if (x.rank() != 2) {
      throw n.error("EyeLike needs a matrix.", x.toString(), "rank 2");
    }
    var values = new double[n.count(x.shape())];
    int width = (int) x.dim(1).asLong();
    for (int i = 0; i < values.length; i++) {
      values[i] = i % width - (long) (i / width) == k ? 1 : 0;
    }
    return n.constant(Tensor.fromDoubles(n.attributes().dtype("dtype", x.dtype()), x.shape().toLongs(), values));
  }
}
