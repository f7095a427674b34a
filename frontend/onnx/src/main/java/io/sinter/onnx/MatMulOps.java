package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.MatrixProduct;
import java.util.List;

/// Products of matrices.
final class MatMulOps {
  static final List<Operator> TABLE = List.of(
      of("MatMul", 1, n -> product(n, n.value(0), n.value(1))),
      of("Gemm", 7, MatMulOps::gemm));

  private MatMulOps() {}

  /// As `numpy.matmul`: all axes but the last two are a batch and broadcast; a vector is a row on the left, a column on
  /// the right, and its axis leaves the result.
  static Value product(OnnxNode n, Value a, Value b) {
    if (a.type().rank() == 0 || b.type().rank() == 0) {
      throw n.error("A factor of a matrix product is a scalar.", a.type() + " and " + b.type(), "rank 1 or more");
    }
    return MatrixProduct.of(n.builder(), a, b).orElseThrow(() -> n.error("Shapes do not broadcast.",
        a.type().shape() + " and " + b.type().shape(),
        "sizes before the last two that are equal or 1, counted from the end"));
  }

  /// `alpha * A * B + beta * C`, where `A` and `B` may be given transposed and `C` broadcasts to the product.
  static Value gemm(OnnxNode n) {
    var a = n.value(0);
    var b = n.value(1);
    if (a.type().rank() != 2 || b.type().rank() != 2) {
      throw n.error("A factor of Gemm is not a matrix.", a.type() + " and " + b.type(), "rank 2");
    }
    int ka = n.attributes().flag("transA", false) ? 0 : 1;
    int kb = n.attributes().flag("transB", false) ? 1 : 0;
    var product = n.builder().add(new Op.DotGeneral(a, b, List.of(), List.of(), List.of(ka), List.of(kb)));
    var scaled = scale(n, product, n.attributes().real("alpha", 1));
    float beta = n.attributes().real("beta", 1);
    return n.optional(2)
        .map(c -> n.apply(ScalarFn.ADD, scaled, Broadcasting.to(n, scale(n, c, beta), scaled.type().shape())))
        .orElse(scaled);
  }

  private static Value scale(OnnxNode n, Value x, float factor) {
    return factor == 1 ? x : n.apply(ScalarFn.MUL, n.requireFloat(x), n.splat(x, factor));
  }
}
