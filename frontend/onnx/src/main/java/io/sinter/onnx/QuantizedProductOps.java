package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.PerChannel;
import io.sinter.runtime.DType;
import java.util.List;
import java.util.Optional;

/// Products of integers, summed exactly in i32, and those that are stored as integers again.
final class QuantizedProductOps {
  static final List<Operator> TABLE = List.of(
      of("MatMulInteger", 10, n -> MatMulOps.product(n, Quantization.distance(n, n.value(0), perFirst(n, 2, 2)),
          Quantization.distance(n, n.value(1), n.optional(3)))),
      of("ConvInteger", 10, n -> ConvolutionOps.product(n, Quantization.distance(n, n.value(0), n.optional(2)),
          Quantization.distance(n, n.value(1), perFirst(n, 3, n.value(1).type().rank())))),
      of("QLinearMatMul", 10, QuantizedProductOps::matmul),
      of("QLinearConv", 10, QuantizedProductOps::convolution),
      of("com.microsoft:QGemm", 1, QuantizedProductOps::gemm));

  private QuantizedProductOps() {}

  /// An input that has a number for each index of the first of `rank` axes, placed there; others as they are.
  private static Optional<Value> perFirst(OnnxNode n, int input, int rank) {
    return n.optional(input).map(v -> isVector(v) ? Quantization.along(n, v, 0, rank) : v);
  }

  private static boolean isVector(Value v) {
    return v.type().rank() == 1 && !v.type().dim(0).isConstant(1);
  }

  private static Value matmul(OnnxNode n) {
    var acc = MatMulOps.product(n, Quantization.distance(n, n.value(0), perFirst(n, 2, 2)),
        Quantization.distance(n, n.value(3), n.optional(5)));
    var factor = Quantization.factor(n, perFirst(n, 1, 2).orElseThrow(), n.value(4), n.value(6));
    return Quantization.requantize(n, acc, factor, n.optional(7), n.value(7).type().dtype());
  }

  /// The bias has the scale of the products and the zero point 0.
  private static Value convolution(OnnxNode n) {
    var products = ConvolutionOps.product(n, Quantization.distance(n, n.value(0), n.optional(2)),
        Quantization.distance(n, n.value(3), perFirst(n, 5, n.value(3).type().rank())));
    var acc = n.optional(8).map(bias -> PerChannel.apply(n.builder(), ScalarFn.ADD, products, bias)).orElse(products);
    var scales = n.value(4);
    var perChannel = isVector(scales) ? Quantization.along(n, scales, 1, acc.type().rank()) : scales;
    var factor = Quantization.factor(n, n.value(1), perChannel, n.value(6));
    return Quantization.requantize(n, acc, factor, n.optional(7), n.value(7).type().dtype());
  }

  /// `alpha * A * B + C`, where `C` has the scale of the products. Without a scale for the result it is real.
  private static Value gemm(OnnxNode n) {
    int ka = n.attributes().flag("transA", false) ? 0 : 1;
    int kb = n.attributes().flag("transB", false) ? 1 : 0;
    var zero = kb == 1 ? perFirst(n, 5, 2) : n.optional(5);
    var products = n.builder().add(new Op.DotGeneral(Quantization.distance(n, n.value(0), n.optional(2)),
        Quantization.distance(n, n.value(3), zero), List.of(), List.of(), List.of(ka), List.of(kb)));
    var acc = n.optional(6)
        .map(c -> n.apply(ScalarFn.ADD, products, Broadcasting.to(n, c, products.type().shape()))).orElse(products);
    var scale = Broadcasting.apply(n, ScalarFn.MUL, n.value(1), n.value(4));
    var scaled = n.apply(ScalarFn.MUL, scale, n.splat(scale, n.attributes().real("alpha", 1)));
    if (!n.has(7)) {
      return n.apply(ScalarFn.MUL, n.convert(acc, DType.F32), Broadcasting.to(n, scaled, acc.type().shape()));
    }
    var factor = Broadcasting.apply(n, ScalarFn.DIV, scaled, n.value(7));
    return Quantization.requantize(n, acc, factor, n.optional(8),
        n.optional(8).map(z -> z.type().dtype()).orElse(n.value(0).type().dtype()));
  }
}
