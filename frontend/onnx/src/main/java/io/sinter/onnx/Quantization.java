package io.sinter.onnx;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Integers that stand for real numbers: `x = (q - zero) * scale`.
final class Quantization {
  private Quantization() {}

  /// A type in which `x` divided by `scale` is rounded once more only where `precision` says so.
  static DType wide(DType precision) {
    return precision.isFloat() ? precision : DType.F64;
  }

  /// `saturate(round(x) + zero)`, ties to even; NaN gives the zero point's type's 0.
  ///
  /// @param x already divided by the scale
  /// @param zero of an integer type of at most 16 bits and the shape of `x`
  static Value store(OnnxNode n, Value x, Optional<Value> zero, DType to) {
    var rounded = n.apply(ScalarFn.ROUND, x);
    var type = x.type().dtype() == DType.F64 ? DType.F64 : DType.F32;
    var wide = n.convert(rounded, type);
    return n.convert(zero.map(z -> n.apply(ScalarFn.ADD, wide, n.convert(z, type))).orElse(wide), to);
  }

  /// `q - zero`, in i32.
  ///
  /// @param zero broadcasts to `q`
  static Value distance(OnnxNode n, Value q, Optional<Value> zero) {
    var wide = n.convert(q, DType.I32);
    return zero.map(z -> n.apply(ScalarFn.SUB, wide, Broadcasting.to(n, n.convert(z, DType.I32), q.type().shape())))
        .orElse(wide);
  }

  /// `(q - zero) * scale`, in f32.
  ///
  /// @param zero broadcasts to `q`, as `scale` does
  static Value load(OnnxNode n, Value q, Value scale, Optional<Value> zero) {
    return n.apply(ScalarFn.MUL, n.convert(distance(n, q, zero), DType.F32),
        Broadcasting.to(n, n.convert(scale, DType.F32), q.type().shape()));
  }

  /// `acc * factor` stored with a zero point.
  ///
  /// @param acc i32
  /// @param factor f32; broadcasts to `acc`, as `zero` does
  static Value requantize(OnnxNode n, Value acc, Value factor, Optional<Value> zero, DType to) {
    var shape = acc.type().shape();
    var scaled = n.apply(ScalarFn.MUL, n.convert(acc, DType.F32), Broadcasting.to(n, factor, shape));
    return store(n, scaled, zero.map(z -> Broadcasting.to(n, z, shape)), to);
  }

  /// The scale, which is input 1, or the zero point, which is input 2 and like the scale, repeated to the shape of `x`:
  /// one for all, one for each index of `axis`, or one for each block of `block` neighbours along it.
  static Value spread(OnnxNode n, int input, Value x, long axis, long block) {
    var scale = n.value(1).type();
    var shape = x.type().shape();
    if (isSingle(scale)) {
      n.require(block == 0, "One scale for all has blocks.", scale + " and block_size " + block, "block_size 0");
      return n.builder().broadcast(n.single(input, input == 1 ? "scale" : "zero point"), shape);
    }
    int at = n.axis(shape.rank() == 1 ? 0 : axis, shape.rank());
    var dims = new ArrayList<>(block == 0 ? List.of(shape.get(at)) : shape.dims());
    if (block != 0) {
      dims.set(at, shape.get(at).ceilDiv(block));
    }
    // a vector of a size known only at run time may be one for all
    boolean open = scale.rank() == 1 && scale.dim(0).constant().isEmpty() && block == 0;
    var each = open ? n.ranked(input, 1, "one number for each index of axis " + at) : n.shaped(input, new Shape(dims));
    return Broadcasting.to(n, block == 0 ? along(n, each, at, shape.rank())
        : repeat(n, each, at, block, shape.get(at)), shape);
  }

  /// Whether it is surely one number.
  static boolean isSingle(TensorType type) {
    return type.rank() == 0 || type.rank() == 1 && type.dim(0).isConstant(1);
  }

  /// A vector as a tensor of `rank` axes, all but `axis` of size 1.
  static Value along(OnnxNode n, Value vector, int axis, int rank) {
    var dims = new ArrayList<>(Collections.nCopies(rank, Dim.ONE));
    dims.set(axis, vector.type().dim(0));
    return ShapeOps.reshape(n, vector, new Shape(dims));
  }

  /// Each element `times` times in a row along `axis`, cut off at `size`.
  private static Value repeat(OnnxNode n, Value x, int axis, long times, Dim size) {
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.add(axis + 1, Dim.of(times));
    var kept = IntStream.range(0, dims.size()).filter(i -> i != axis + 1).boxed().toList();
    var spread = n.builder().add(new Op.Broadcast(x, new Shape(dims), kept));
    var whole = x.type().dim(axis).times(times);
    dims.remove(axis + 1);
    dims.set(axis, whole);
    var joined = ShapeOps.reshape(n, spread, new Shape(dims));
    return whole.equals(size) ? joined : SliceOps.part(n, joined, axis, Dim.ZERO, size, 1);
  }

  /// The product of scales over that of the result, in f32.
  static Value factor(OnnxNode n, Value a, Value b, Value result) {
    var scales = List.of(a, b, result).stream().map(s -> n.convert(s, DType.F32)).toList();
    var product = Broadcasting.apply(n, ScalarFn.MUL, scales.get(0), scales.get(1));
    return Broadcasting.apply(n, ScalarFn.DIV, product, scales.get(2));
  }
}
