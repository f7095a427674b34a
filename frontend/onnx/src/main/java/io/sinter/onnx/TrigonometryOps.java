package io.sinter.onnx;

import io.sinter.ir.ScalarFn;
import java.util.List;

/// Functions of angles and hyperbolic functions.
final class TrigonometryOps {
  static final List<Operator> TABLE = List.of(
      of("Sin", 7, ScalarFn.SIN),
      of("Cos", 7, ScalarFn.COS),
      of("Tan", 7, ScalarFn.TAN),
      of("Asin", 7, ScalarFn.ASIN),
      of("Acos", 7, ScalarFn.ACOS),
      of("Atan", 7, ScalarFn.ATAN),
      of("Sinh", 9, ScalarFn.SINH),
      of("Cosh", 9, ScalarFn.COSH),
      of("Asinh", 9, ScalarFn.ASINH),
      of("Acosh", 9, ScalarFn.ACOSH),
      of("Atanh", 9, ScalarFn.ATANH));

  private TrigonometryOps() {}

  private static Operator of(String name, int since, ScalarFn fn) {
    return Operator.of(name, since, n -> n.apply(fn, n.requireFloat(n.value(0))));
  }
}
