package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.several;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What version 6 of the operator set spelled in another way: broadcasting and test mode as attributes.
final class LegacyOps {
  static final List<Operator> TABLE = List.of(
      of("Add", 6, n -> binary(n, ScalarFn.ADD)),
      of("Sub", 6, n -> binary(n, ScalarFn.SUB)),
      of("Mul", 6, n -> binary(n, ScalarFn.MUL)),
      of("Div", 6, n -> binary(n, ScalarFn.DIV)),
      of("Gemm", 6, n -> {
        n.attributes().ignore("broadcast");
        return MatMulOps.gemm(n);
      }),
      of("PRelu", 6, LegacyOps::prelu),
      several("BatchNormalization", 6, n -> {
        requireTest(n);
        return BatchNormalizations.of(n);
      }),
      several("Dropout", 6, n -> {
        requireTest(n);
        n.attributes().ignore("ratio");
        return ShapeOps.dropout(n);
      }));

  private LegacyOps() {}

  private static void requireTest(OnnxNode n) {
    if (!n.attributes().flag("is_test", false)) {
      throw n.unsupported(n.op() + " in training", "is_test 1");
    }
  }

  /// With `broadcast` the second operand is repeated; its first axis stands at `axis` of the first operand's, or else
  /// its last at the last.
  private static Value binary(OnnxNode n, ScalarFn fn) {
    var a = n.value(0);
    var b = n.value(1);
    boolean broadcast = n.attributes().flag("broadcast", false);
    boolean shifted = n.attributes().has("axis");
    int axis = shifted ? n.axis(n.attributes().integer("axis"), a.type().rank()) : 0;
    if (!broadcast && !a.type().shape().equals(b.type().shape())) {
      throw n.error("The operands differ in shape.", a.type() + " and " + b.type(), "equal shapes, or broadcast 1");
    }
    var placed = broadcast && shifted ? at(n, b, axis, a.type().rank()) : b;
    return n.apply(fn, a, Broadcasting.to(n, placed, a.type().shape()));
  }

  /// `x` with axes of size 1 after its own, so that aligned at the right its first one stands at `axis` of `rank`.
  private static Value at(OnnxNode n, Value x, int axis, int rank) {
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.addAll(Collections.nCopies(Math.max(0, rank - axis - dims.size()), Dim.ONE));
    return ShapeOps.reshape(n, x, new Shape(dims));
  }

  /// One slope for all elements, or one for each channel, which is axis 1.
  private static Value prelu(OnnxNode n) {
    var x = n.value(0);
    var slope = n.value(1);
    boolean perChannel = slope.type().rank() == 1 && !slope.type().dim(0).isConstant(1);
    return ActivationOps.prelu(n, x, perChannel ? at(n, slope, 1, x.type().rank()) : slope);
  }
}
