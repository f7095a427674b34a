package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;

/// Mean 0 and variance 1 over some axes: what the normalisations share.
final class Standardize {
  private Standardize() {}

  /// `(x - mean) * inverseDeviation` in the type `stage`, then in that of `x`.
  static Value of(Builder b, Value x, List<Integer> axes, double epsilon, DType stage) {
    var wide = Precision.convert(b, x, stage);
    var shape = x.type().shape();
    var centred = centred(b, wide, axes);
    var scale = b.spread(inverseDeviation(b, centred, axes, epsilon), shape, axes);
    return Precision.convert(b, b.apply(ScalarFn.MUL, centred, scale), x.type().dtype());
  }

  /// `x - mean`.
  static Value centred(Builder b, Value x, List<Integer> axes) {
    return b.apply(ScalarFn.SUB, x, b.spread(Mean.of(b, x, axes), x.type().shape(), axes));
  }

  /// `1 / sqrt(variance + epsilon)` of what [#centred] gives.
  static Value inverseDeviation(Builder b, Value centred, List<Integer> axes, double epsilon) {
    return inverseRoot(b, Mean.of(b, b.apply(ScalarFn.MUL, centred, centred), axes), epsilon);
  }

  /// `1 / sqrt(x + epsilon)`.
  static Value inverseRoot(Builder b, Value x, double epsilon) {
    var root = b.apply(ScalarFn.SQRT, b.apply(ScalarFn.ADD, x, b.splat(x, epsilon)));
    return b.apply(ScalarFn.DIV, b.splat(x, 1), root);
  }
}
