package io.sinter.trace;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.composite.Division;
import io.sinter.runtime.Tensor;

/// Arithmetic on each element. Shapes broadcast as in NumPy; both sides have one element type. Integers wrap around.
public sealed interface ArithmeticOps permits Traced {
  /// `this + y`.
  default Traced plus(Traced y) {
    return Elementwise.binary("plus", ScalarFn.ADD, self(), y);
  }

  default Traced plus(Tensor y) {
    return Elementwise.binary("plus", ScalarFn.ADD, self(), y);
  }

  default Traced plus(Number y) {
    return Elementwise.binary("plus", ScalarFn.ADD, self(), y);
  }

  /// `this - y`.
  default Traced minus(Traced y) {
    return Elementwise.binary("minus", ScalarFn.SUB, self(), y);
  }

  default Traced minus(Tensor y) {
    return Elementwise.binary("minus", ScalarFn.SUB, self(), y);
  }

  default Traced minus(Number y) {
    return Elementwise.binary("minus", ScalarFn.SUB, self(), y);
  }

  /// `this * y` on each element; see [ProductOps#matmul(Traced)] for matrices.
  default Traced times(Traced y) {
    return Elementwise.binary("times", ScalarFn.MUL, self(), y);
  }

  default Traced times(Tensor y) {
    return Elementwise.binary("times", ScalarFn.MUL, self(), y);
  }

  default Traced times(Number y) {
    return Elementwise.binary("times", ScalarFn.MUL, self(), y);
  }

  /// `this / y`. Integers round towards zero, and a divisor of 0 is an error of the run.
  default Traced dividedBy(Traced y) {
    return Elementwise.binary("dividedBy", ScalarFn.DIV, self(), y, Division::quotient);
  }

  default Traced dividedBy(Tensor y) {
    return Elementwise.binary("dividedBy", ScalarFn.DIV, self(), y, Division::quotient);
  }

  default Traced dividedBy(Number y) {
    return Elementwise.division("dividedBy", self(), y, Division::quotient);
  }

  /// What division leaves, with the sign of `y`, as `%` in NumPy: `-7` and `3` leave 2. Of a divisor of 0 floats are
  /// NaN, and integers an error of the run.
  default Traced remainder(Traced y) {
    return Elementwise.binary("remainder", ScalarFn.DIV, self(), y, Division::modulo);
  }

  default Traced remainder(Tensor y) {
    return Elementwise.binary("remainder", ScalarFn.DIV, self(), y, Division::modulo);
  }

  default Traced remainder(Number y) {
    return Elementwise.division("remainder", self(), y, Division::modulo);
  }

  /// `this` to the power of `y`, of floats. `x^0` and `1^y` are 1, also for NaN.
  default Traced pow(Traced y) {
    return Elementwise.binary("pow", ScalarFn.POW, self(), y);
  }

  default Traced pow(Tensor y) {
    return Elementwise.binary("pow", ScalarFn.POW, self(), y);
  }

  default Traced pow(Number y) {
    return Elementwise.binary("pow", ScalarFn.POW, self(), y);
  }

  /// The smaller of the two; NaN where either is.
  default Traced minimum(Traced y) {
    return Elementwise.binary("minimum", ScalarFn.MIN, self(), y);
  }

  default Traced minimum(Tensor y) {
    return Elementwise.binary("minimum", ScalarFn.MIN, self(), y);
  }

  default Traced minimum(Number y) {
    return Elementwise.binary("minimum", ScalarFn.MIN, self(), y);
  }

  /// The larger of the two; NaN where either is.
  default Traced maximum(Traced y) {
    return Elementwise.binary("maximum", ScalarFn.MAX, self(), y);
  }

  default Traced maximum(Tensor y) {
    return Elementwise.binary("maximum", ScalarFn.MAX, self(), y);
  }

  default Traced maximum(Number y) {
    return Elementwise.binary("maximum", ScalarFn.MAX, self(), y);
  }

  /// The nearest number from `low` to `high`.
  default Traced clamp(Number low, Number high) {
    return maximum(low).minimum(high);
  }

  private Traced self() {
    return (Traced) this;
  }
}
