package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;

/// A function of each element that a recurrent layer is parameterised by.
@FunctionalInterface
public interface Activation {
  Activation SIGMOID = (b, x) -> b.apply(ScalarFn.SIGMOID, x);
  Activation TANH = (b, x) -> b.apply(ScalarFn.TANH, x);
  Activation RELU = (b, x) -> b.apply(ScalarFn.RELU, x);

  /// @param x of a float type
  Value of(Builder b, Value x);

  /// This function of what is moved into `[-limit, limit]` first.
  default Activation clipped(double limit) {
    return (b, x) -> of(b, b.apply(ScalarFn.MIN, b.apply(ScalarFn.MAX, x, b.splat(x, -limit)), b.splat(x, limit)));
  }

  /// `alpha * x + beta`.
  static Activation affine(double alpha, double beta) {
    return (b, x) -> b.apply(ScalarFn.ADD, scaled(b, alpha, x), b.splat(x, beta));
  }

  /// `x < 0 ? alpha * x : x`.
  static Activation leakyRelu(double alpha) {
    return (b, x) -> b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, x, b.splat(x, 0)), scaled(b, alpha, x), x);
  }

  /// `x > alpha ? x : 0`.
  static Activation thresholdedRelu(double alpha) {
    return (b, x) -> b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, b.splat(x, alpha), x), x, b.splat(x, 0));
  }

  /// `alpha * tanh(beta * x)`.
  static Activation scaledTanh(double alpha, double beta) {
    return (b, x) -> scaled(b, alpha, b.apply(ScalarFn.TANH, scaled(b, beta, x)));
  }

  /// `max(0, min(1, alpha * x + beta))`.
  static Activation hardSigmoid(double alpha, double beta) {
    return (b, x) -> b.apply(ScalarFn.MAX, b.splat(x, 0),
        b.apply(ScalarFn.MIN, b.splat(x, 1), affine(alpha, beta).of(b, x)));
  }

  /// `x < 0 ? alpha * (e^x - 1) : x`.
  static Activation elu(double alpha) {
    return (b, x) -> {
      var low = scaled(b, alpha, b.apply(ScalarFn.SUB, b.apply(ScalarFn.EXP, x), b.splat(x, 1)));
      return b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, x, b.splat(x, 0)), low, x);
    };
  }

  /// `x / (1 + |x|)`.
  static Activation softsign() {
    return (b, x) -> b.apply(ScalarFn.DIV, x, b.apply(ScalarFn.ADD, b.splat(x, 1), b.apply(ScalarFn.ABS, x)));
  }

  private static Value scaled(Builder b, double factor, Value x) {
    return b.apply(ScalarFn.MUL, b.splat(x, factor), x);
  }
}
