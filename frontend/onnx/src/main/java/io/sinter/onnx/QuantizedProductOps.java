package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Products of integers, summed exactly in i32, and those that are stored as integers again.
final class QuantizedProductOps {
  static final List<Operator> TABLE = List.of(
      of("MatMulInteger", 10, n -> MatMulOps.product(n, Quantization.distance(n, n.value(0), rows(n, 2, 0)),
          Quantization.distance(n, n.value(1), columns(n, 3, 1)))),
      of("ConvInteger", 10, n -> products(n, 1, 2, 3)),
      of("QLinearMatMul", 10, QuantizedProductOps::matmul),
      of("QLinearConv", 10, QuantizedProductOps::convolution),
      of("com.microsoft:QGemm", 1, QuantizedProductOps::gemm));

  private QuantizedProductOps() {}

  /// An input with one number for the matrix that input `of` is, or one for each of its rows.
  private static Optional<Value> rows(OnnxNode n, int input, int of) {
    return each(n, input, of, 2);
  }

  private static Optional<Value> columns(OnnxNode n, int input, int of) {
    return each(n, input, of, 1);
  }

  /// @param fromEnd how far from the end the axis lies of which each index has a number
  private static Optional<Value> each(OnnxNode n, int input, int of, int fromEnd) {
    return n.optional(input).map(v -> {
      var shape = n.value(of).type().shape();
      if (Quantization.isSingle(v.type()) || shape.rank() < 2) {
        return n.single(input, n.proto().getInput(input));
      }
      if (v.type().rank() == 1) {
        return Quantization.along(n, perIndex(n, input, shape.get(shape.rank() - fromEnd)), 2 - fromEnd, 2);
      }
      var dims = new ArrayList<>(shape.dims());
      dims.set(shape.rank() - 3 + fromEnd, Dim.ONE);
      return n.shaped(input, new Shape(dims));
    });
  }

  /// A vector of that size, or if its size is known only at run time, of one element.
  private static Value perIndex(OnnxNode n, int input, Dim size) {
    var vector = n.ranked(input, 1, "one number, or " + size);
    return vector.type().dim(0).constant().isPresent() ? n.shaped(input, Shape.of(size)) : vector;
  }

  /// An input with one number for all weights, or one for each channel of the result, placed there in a tensor of
  /// `rank` axes.
  private static Value perChannel(OnnxNode n, int input, Dim channels, int axis, int rank) {
    return Quantization.isSingle(n.value(input).type()) ? n.single(input, n.proto().getInput(input))
        : Quantization.along(n, perIndex(n, input, channels), axis, rank);
  }

  /// The products of a convolution of inputs 0 and `w` with their zero points.
  private static Value products(OnnxNode n, int w, int zero, int zeroOfWeights) {
    var weights = n.value(w);
    var x = Quantization.distance(n, n.value(0), single(n, zero));
    int rank = weights.type().rank();
    return ConvolutionOps.product(n, x, Quantization.distance(n, weights, n.optional(zeroOfWeights)
        .filter(_ -> rank > 0).map(_ -> perChannel(n, zeroOfWeights, weights.type().dim(0), 0, rank))));
  }

  private static Optional<Value> single(OnnxNode n, int input) {
    return n.optional(input).map(_ -> n.single(input, n.proto().getInput(input)));
  }

  /// A scale and its zero point are alike: both one number, or of one shape.
  private static void requireAlike(OnnxNode n, int scale) {
    var a = n.value(scale).type();
    var b = n.value(scale + 1).type();
    n.require(Quantization.isSingle(a) ? b.shape().elements().equalTo(Dim.ONE) != Truth.NO
            : Quantization.isSingle(b) ? a.shape().elements().equalTo(Dim.ONE) != Truth.NO
            : a.shape().equalTo(b.shape()) != Truth.NO, "A scale and its zero point differ in shape.",
        n.named(scale) + " and " + n.named(scale + 1), "equal shapes");
  }

  private static Value matmul(OnnxNode n) {
    List.of(1, 4, 6).forEach(scale -> requireAlike(n, scale));
    var acc = MatMulOps.product(n, Quantization.distance(n, n.value(0), rows(n, 2, 0)),
        Quantization.distance(n, n.value(3), columns(n, 5, 3)));
    var factor = Quantization.factor(
        n, rows(n, 1, 0).orElseThrow(), columns(n, 4, 3).orElseThrow(), rows(n, 6, 0).orElseThrow());
    return Quantization.requantize(n, acc, factor, rows(n, 7, 0), n.value(7).type().dtype());
  }

  /// The bias has the scale of the products and the zero point 0.
  private static Value convolution(OnnxNode n) {
    List.of(1, 4, 6).forEach(scale -> requireAlike(n, scale));
    var acc = ConvolutionOps.biased(n, products(n, 3, 2, 5), 8);
    var scales = perChannel(n, 4, acc.type().dim(1), 1, acc.type().rank());
    var factor = Quantization.factor(n, n.single(1, "x_scale"), scales, n.single(6, "y_scale"));
    return Quantization.requantize(n, acc, factor, single(n, 7), n.value(7).type().dtype());
  }

  /// `alpha * A * B + C`, where `C` has the scale of the products. Without a scale for the result it is real.
  private static Value gemm(OnnxNode n) {
    int ka = n.attributes().flag("transA", false) ? 0 : 1;
    int kb = n.attributes().flag("transB", false) ? 1 : 0;
    var a = n.ranked(0, 2, "a matrix");
    var b = n.ranked(3, 2, "a matrix");
    n.require(a.type().dim(ka).equalTo(b.type().dim(kb)) != Truth.NO, "The factors of a matrix product do not fit.",
        a.type() + " along " + ka + " and " + b.type() + " along " + kb, "equal sizes");
    var zero = kb == 1 ? rows(n, 5, 3) : columns(n, 5, 3);
    var products = n.builder().add(new Op.DotGeneral(Quantization.distance(n, a, single(n, 2)),
        Quantization.distance(n, b, zero), List.of(), List.of(), List.of(ka), List.of(kb)));
    var acc = n.optional(6)
        .map(c -> n.apply(ScalarFn.ADD, products, Broadcasting.to(n, c, products.type().shape()))).orElse(products);
    var scales = Quantization.isSingle(n.value(4).type()) ? n.single(4, "b_scale")
        : n.shaped(4, Shape.of(b.type().dim(1 - kb)));
    var scale = Broadcasting.apply(n, ScalarFn.MUL, n.single(1, "a_scale"), scales);
    var scaled = n.apply(ScalarFn.MUL, scale, n.splat(scale, n.attributes().real("alpha", 1)));
    if (!n.has(7)) {
      return n.apply(ScalarFn.MUL, n.convert(acc, DType.F32), Broadcasting.to(n, scaled, acc.type().shape()));
    }
    var factor = Broadcasting.apply(n, ScalarFn.DIV, scaled, n.single(7, "y_scale"));
    return Quantization.requantize(n, acc, factor, single(n, 8),
        n.optional(8).map(z -> z.type().dtype()).orElse(n.value(0).type().dtype()));
  }
}
