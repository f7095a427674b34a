package io.sinter.trace;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.composite.Activation;
import io.sinter.ir.composite.Gelu;
import io.sinter.ir.composite.LogSoftmax;
import io.sinter.ir.composite.Softmax;
import io.sinter.ir.composite.Softplus;

/// What stands between layers, of floats.
public sealed interface ActivationOps permits Traced {
  /// `max(x, 0)`; NaN stays.
  default Traced relu() {
    return Elementwise.unary("relu", ScalarFn.RELU, self());
  }

  /// `x` below 0 times `slope`.
  default Traced leakyRelu(double slope) {
    return activation("leakyRelu", Activation.leakyRelu(slope));
  }

  /// `x` from 0 on, else `alpha * (e^x - 1)`.
  default Traced elu(double alpha) {
    return activation("elu", Activation.elu(alpha));
  }

  /// `1 / (1 + e^-x)`.
  default Traced sigmoid() {
    return Elementwise.unary("sigmoid", ScalarFn.SIGMOID, self());
  }

  /// `max(0, min(1, alpha * x + beta))`.
  default Traced hardSigmoid(double alpha, double beta) {
    return activation("hardSigmoid", Activation.hardSigmoid(alpha, beta));
  }

  /// `x * sigmoid(x)`, also called swish.
  default Traced silu() {
    return activation("silu", (b, x) -> b.apply(ScalarFn.MUL, x, b.apply(ScalarFn.SIGMOID, x)));
  }

  /// `x` times the probability that a normal variable is below `x`.
  default Traced gelu() {
    return activation("gelu", Gelu::of);
  }

  /// [#gelu] as approximated by a hyperbolic tangent.
  default Traced geluTanh() {
    return activation("geluTanh", Gelu::tanh);
  }

  /// `log(1 + e^x)`.
  default Traced softplus() {
    return activation("softplus", Softplus::of);
  }

  /// `x / (1 + |x|)`.
  default Traced softsign() {
    return activation("softsign", Activation.softsign());
  }

  /// Positive and 1 in sum along the last axis.
  default Traced softmax() {
    return softmax(-1);
  }

  /// Positive and 1 in sum over some axes.
  default Traced softmax(int... axes) {
    return normalized("softmax", axes, Softmax::of);
  }

  /// The logarithm of [#softmax()], along the last axis.
  default Traced logSoftmax() {
    return logSoftmax(-1);
  }

  /// The logarithm of [#softmax(int...)].
  default Traced logSoftmax(int... axes) {
    return normalized("logSoftmax", axes, LogSoftmax::of);
  }

  private Traced activation(String method, Activation activation) {
    return Elementwise.unary(method, ScalarFn.EXP, self(), activation::of);
  }

  private Traced normalized(String method, int[] axes, Axes.Meaning meaning) {
    var c = Call.of(method);
    var x = c.in(self());
    Elementwise.require(c, ScalarFn.EXP, x);
    return c.out(meaning.of(c.builder(), x, Axes.of(axes).of(c, x.type().rank())));
  }

  private Traced self() {
    return (Traced) this;
  }
}
