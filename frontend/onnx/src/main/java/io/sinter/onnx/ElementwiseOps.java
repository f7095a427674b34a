package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;

/// Arithmetic on each element.
final class ElementwiseOps {
  static final List<Operator> TABLE = List.of(
      of("Add", 7, n -> binary(n, ScalarFn.ADD)),
      of("Sub", 7, n -> binary(n, ScalarFn.SUB)),
      of("Mul", 7, n -> binary(n, ScalarFn.MUL)),
      of("Div", 7, n -> Broadcasting.apply(n, ScalarFn.DIV, n.value(0), Demand.divisor(n, n.value(1)))),
      of("Mod", 10, Remainders::of),
      of("Min", 8, n -> fold(n, ScalarFn.MIN)),
      of("Max", 8, n -> fold(n, ScalarFn.MAX)),
      of("Sum", 8, n -> fold(n, ScalarFn.ADD)),
      of("Mean", 8, n -> mean(n, fold(n, ScalarFn.ADD))),
      of("Neg", 6, n -> n.apply(ScalarFn.NEG, n.value(0))),
      of("Abs", 6, n -> n.apply(ScalarFn.ABS, n.value(0))),
      of("Sign", 9, ElementwiseOps::sign),
      of("Reciprocal", 6, n -> n.apply(ScalarFn.DIV, n.splat(n.value(0), 1), n.value(0))),
      of("Sqrt", 6, n -> unary(n, ScalarFn.SQRT)),
      of("Floor", 6, n -> unary(n, ScalarFn.FLOOR)),
      of("Ceil", 6, n -> unary(n, ScalarFn.CEIL)),
      of("Round", 11, n -> unary(n, ScalarFn.ROUND)),
      of("Exp", 6, n -> unary(n, ScalarFn.EXP)),
      of("Log", 6, n -> unary(n, ScalarFn.LOG)),
      of("Tanh", 6, n -> unary(n, ScalarFn.TANH)),
      of("Sigmoid", 6, n -> unary(n, ScalarFn.SIGMOID)),
      of("Erf", 9, n -> unary(n, ScalarFn.ERF)),
      of("Cast", 6, n -> cast(n, n.attributes().dtype("to"))),
      of("CastLike", 15, n -> cast(n, n.value(1).type().dtype())));

  private ElementwiseOps() {}

  private static Value unary(OnnxNode n, ScalarFn fn) {
    return n.apply(fn, n.requireFloat(n.value(0)));
  }

  private static Value binary(OnnxNode n, ScalarFn fn) {
    return Broadcasting.apply(n, fn, n.value(0), n.value(1));
  }

  private static Value fold(OnnxNode n, ScalarFn fn) {
    return n.values().stream().reduce((a, b) -> Broadcasting.apply(n, fn, a, b)).orElseThrow();
  }

  /// `sum` over how many inputs it is of.
  static Value mean(OnnxNode n, Value sum) {
    return n.apply(ScalarFn.DIV, n.requireFloat(sum), n.splat(sum, n.inputs()));
  }

  /// NaN has no sign: it stays NaN.
  private static Value sign(OnnxNode n) {
    var x = n.value(0);
    var zero = n.splat(x, 0);
    var negative = n.apply(ScalarFn.SELECT, n.apply(ScalarFn.LT, x, zero),
        n.apply(ScalarFn.NEG, n.splat(x, 1)), n.apply(ScalarFn.SELECT, n.apply(ScalarFn.EQ, x, zero), zero, x));
    return n.apply(ScalarFn.SELECT, n.apply(ScalarFn.LT, zero, x), n.splat(x, 1), negative);
  }

  /// How to round and what to do beyond the range is said of types that are not here.
  private static Value cast(OnnxNode n, DType to) {
    var x = n.value(0);
    n.attributes().flag("saturate", true);
    n.attributes().choice("round_mode", "up", List.of("up", "down", "nearest"));
    if (to == DType.STRING) {
      throw n.unsupported("a cast of " + x.type().dtype() + " to string");
    }
    return n.convert(x, to);
  }
}
