package io.sinter.trace;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;

/// Comparisons made of others, and on which side of 0 numbers lie.
final class Comparison {
  private Comparison() {}

  static Value different(Builder b, Value x, Value y) {
    return b.apply(ScalarFn.NOT, b.apply(ScalarFn.EQ, x, y));
  }

  static Value greater(Builder b, Value x, Value y) {
    return b.apply(ScalarFn.LT, y, x);
  }

  static Value atLeast(Builder b, Value x, Value y) {
    return b.apply(ScalarFn.LE, y, x);
  }

  /// -1, 1, or `x` itself where it is a zero or NaN.
  static Value sign(Builder b, Value x) {
    var zero = b.splat(x, 0);
    var one = b.splat(x, 1);
    var low = b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, x, zero), b.apply(ScalarFn.NEG, one), x);
    return b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, zero, x), one, low);
  }
}
