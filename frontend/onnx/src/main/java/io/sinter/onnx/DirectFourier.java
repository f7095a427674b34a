package io.sinter.onnx;

import io.sinter.ir.Counting;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The discrete Fourier transform of any length as a product with a matrix of cosines and one of sines, whose angles
/// are reduced exactly.
final class DirectFourier {
  private final OnnxNode n;
  private final int axis;
  private final Dim length;
  private final boolean inverse;
  private final boolean onesided;

  private DirectFourier(OnnxNode n, int axis, Dim length, boolean inverse, boolean onesided) {
    this.n = n;
    this.axis = axis;
    this.length = length;
    this.inverse = inverse;
    this.onesided = onesided;
  }

  /// What [Fourier] says.
  ///
  /// @param x of type f64 and the size that goes in; its last axis holds the real part, or it and the imaginary one
  static Value of(OnnxNode n, Value x, int axis, Dim length, boolean inverse, boolean onesided) {
    return new DirectFourier(n, axis, length, inverse, onesided).transform(x);
  }

  private Value transform(Value x) {
    var from = x.type().dim(axis);
    var to = onesided && !inverse ? length.floorDiv(2).plus(1) : length;
    int last = x.type().rank() - 1;
    var real = weighted(part(x, last, 0));
    var imaginary = x.type().dim(last).isConstant(2)
        ? Optional.of(weighted(part(x, last, 1))) : Optional.<Value>empty();
    var cos = matrix(ScalarFn.COS, from, to);
    var sin = matrix(ScalarFn.SIN, from, to);
    var re = imaginary.map(i -> n.apply(inverse ? ScalarFn.SUB : ScalarFn.ADD, product(real, cos), product(i, sin)))
        .orElseGet(() -> product(real, cos));
    if (onesided && inverse) {
      return scaled(joined(List.of(re), last));
    }
    var turned = product(real, sin);
    var signed = inverse ? turned : n.apply(ScalarFn.NEG, turned);
    var im = imaginary.map(i -> n.apply(ScalarFn.ADD, signed, product(i, cos))).orElse(signed);
    return scaled(joined(List.of(re, im), last));
  }

  private Value part(Value x, int last, long index) {
    var slice = SliceOps.part(n, x, last, Dim.of(index), Dim.ONE, 1);
    return ShapeOps.reshape(n, slice, new Shape(x.type().shape().dims().subList(0, last)));
  }

  /// In half a spectrum all but the first and, for an even length, the last element stand for two.
  private Value weighted(Value x) {
    if (!onesided || !inverse) {
      return x;
    }
    var shape = new Shape(List.of(x.type().dim(axis)));
    var k = n.builder().add(new Counting.Iota(shape, 0));
    var twice = n.apply(ScalarFn.ADD, k, k);
    var whole = n.builder().broadcast(Measure.of(n.builder(), length), shape);
    var single = n.apply(ScalarFn.OR, n.apply(ScalarFn.EQ, k, n.splat(k, 0)), n.apply(ScalarFn.EQ, twice, whole));
    var two = n.builder().broadcast(n.builder().scalar(DType.F64, 2), shape);
    var weight = n.apply(ScalarFn.SELECT, single, n.splat(two, 1), two);
    return n.apply(ScalarFn.MUL, x, n.builder().add(new Op.Broadcast(weight, x.type().shape(), List.of(axis))));
  }

  /// `fn(2 pi (i k mod length) / length)`, [from, to].
  private Value matrix(ScalarFn fn, Dim from, Dim to) {
    var shape = new Shape(List.of(from, to));
    var product = n.apply(
        ScalarFn.MUL, n.builder().add(new Counting.Iota(shape, 0)), n.builder().add(new Counting.Iota(shape, 1)));
    var whole = n.builder().broadcast(Measure.of(n.builder(), length), shape);
    var turns = n.apply(ScalarFn.SUB, product, n.apply(ScalarFn.MUL, n.apply(ScalarFn.DIV, product, whole), whole));
    var angle = n.apply(ScalarFn.DIV, n.convert(turns, DType.F64), n.convert(whole, DType.F64));
    return n.apply(fn, n.apply(ScalarFn.MUL, angle, n.splat(angle, 2 * Math.PI)));
  }

  /// The product along `axis`, which stays where it is.
  private Value product(Value x, Value matrix) {
    var y = n.builder().add(new Op.DotGeneral(x, matrix, List.of(), List.of(), List.of(axis), List.of(0)));
    var order = new ArrayList<>(IntStream.range(0, x.type().rank() - 1).boxed().toList());
    order.add(axis, x.type().rank() - 1);
    return n.builder().add(new Op.Transpose(y, order));
  }

  private Value joined(List<Value> parts, int last) {
    var columns = parts.stream().map(p -> {
      var dims = new ArrayList<>(p.type().shape().dims());
      dims.add(Dim.ONE);
      return ShapeOps.reshape(n, p, new Shape(dims));
    }).toList();
    return columns.size() == 1 ? columns.getFirst() : n.builder().add(new Op.Concatenate(columns, last));
  }

  private Value scaled(Value y) {
    return inverse ? n.apply(ScalarFn.DIV, y,
        n.builder().broadcast(Measure.of(n.builder(), length, DType.F64), y.type().shape())) : y;
  }
}
