package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.several;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// What version 6 of the operator set spelled in another way: broadcasting and test mode as attributes.
final class LegacyOps {
  static final List<Operator> TABLE = List.of(
      of("Add", 6, n -> binary(n, ScalarFn.ADD)),
      of("Sub", 6, n -> binary(n, ScalarFn.SUB)),
      of("Mul", 6, n -> binary(n, ScalarFn.MUL)),
      of("Div", 6, n -> n.apply(ScalarFn.DIV, n.value(0), Demand.divisor(n, second(n)))),
      of("Pow", 1, n -> PowerOps.power(n, n.value(0), second(n))),
      of("Min", 6, n -> fold(n, ScalarFn.MIN)),
      of("Max", 6, n -> fold(n, ScalarFn.MAX)),
      of("Sum", 6, n -> fold(n, ScalarFn.ADD)),
      of("Mean", 6, n -> ElementwiseOps.mean(n, fold(n, ScalarFn.ADD))),
      of("Gemm", 6, LegacyOps::gemm),
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
  private static Value second(OnnxNode n) {
    var shape = n.value(0).type().shape();
    boolean shifted = n.attributes().has("axis");
    int axis = shifted ? n.axis(n.attributes().integer("axis"), shape.rank()) : 0;
    var b = n.value(1);
    if (!n.attributes().flag("broadcast", false)) {
      n.require(b.type().shape().equalTo(shape) != Truth.NO, "The operands differ in shape.",
          n.value(0).type() + " and " + b.type(), "equal shapes, or broadcast 1");
      return n.shaped(1, shape);
    }
    n.require(axis + b.type().rank() <= shape.rank(), "A shape does not broadcast to another.",
        b.type() + " from axis " + axis + " of " + n.value(0).type(), "axes that the first operand has");
    return Broadcasting.to(n, shifted ? at(n, b, axis, shape.rank()) : b, shape);
  }

  private static Value binary(OnnxNode n, ScalarFn fn) {
    return n.apply(fn, n.value(0), second(n));
  }

  /// All inputs, which have one shape.
  private static Value fold(OnnxNode n, ScalarFn fn) {
    var shape = n.value(0).type().shape();
    return IntStream.range(0, n.inputs()).mapToObj(i -> n.shaped(i, shape)).reduce((a, b) -> n.apply(fn, a, b))
        .orElseThrow();
  }

  private static Value gemm(OnnxNode n) {
    var y = MatMulOps.gemm(n);
    if (!n.attributes().flag("broadcast", false)) {
      n.shaped(2, y.type().shape());
    }
    return y;
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
