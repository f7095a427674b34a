package io.sinter.trace;

import io.sinter.ir.ScalarFn;

/// Mathematical functions of each element.
public sealed interface MathOps permits Traced {
  /// `-x`.
  default Traced negate() {
    return Elementwise.unary("negate", ScalarFn.NEG, self());
  }

  /// The magnitude.
  default Traced abs() {
    return Elementwise.unary("abs", ScalarFn.ABS, self());
  }

  /// -1, 0 or 1; a NaN stays one, and -0 stays -0.
  default Traced sign() {
    return Elementwise.unary("sign", ScalarFn.NEG, self(), Comparison::sign);
  }

  /// `x * x`.
  default Traced square() {
    return Elementwise.unary("square", ScalarFn.MUL, self(), (b, x) -> b.apply(ScalarFn.MUL, x, x));
  }

  /// The square root; NaN below 0.
  default Traced sqrt() {
    return Elementwise.unary("sqrt", ScalarFn.SQRT, self());
  }

  /// `1 / sqrt(x)`.
  default Traced rsqrt() {
    return Elementwise.unary("rsqrt", ScalarFn.SQRT, self(),
        (b, x) -> b.apply(ScalarFn.DIV, b.splat(x, 1), b.apply(ScalarFn.SQRT, x)));
  }

  /// `1 / x`, of floats.
  default Traced reciprocal() {
    return Elementwise.unary("reciprocal", ScalarFn.SQRT, self(), (b, x) -> b.apply(ScalarFn.DIV, b.splat(x, 1), x));
  }

  /// The nearest integer that is not above.
  default Traced floor() {
    return Elementwise.unary("floor", ScalarFn.FLOOR, self());
  }

  /// The nearest integer that is not below.
  default Traced ceil() {
    return Elementwise.unary("ceil", ScalarFn.CEIL, self());
  }

  /// The nearest integer; of two the even one.
  default Traced round() {
    return Elementwise.unary("round", ScalarFn.ROUND, self());
  }

  /// `e^x`.
  default Traced exp() {
    return Elementwise.unary("exp", ScalarFn.EXP, self());
  }

  /// `e^x - 1`, exact near 0.
  default Traced expm1() {
    return Elementwise.unary("expm1", ScalarFn.EXPM1, self());
  }

  /// The natural logarithm.
  default Traced log() {
    return Elementwise.unary("log", ScalarFn.LOG, self());
  }

  /// `log(1 + x)`, exact near 0.
  default Traced log1p() {
    return Elementwise.unary("log1p", ScalarFn.LOG1P, self());
  }

  /// Of an angle in radians.
  default Traced sin() {
    return Elementwise.unary("sin", ScalarFn.SIN, self());
  }

  /// Of an angle in radians.
  default Traced cos() {
    return Elementwise.unary("cos", ScalarFn.COS, self());
  }

  /// Of an angle in radians.
  default Traced tan() {
    return Elementwise.unary("tan", ScalarFn.TAN, self());
  }

  /// The angle of this sine.
  default Traced asin() {
    return Elementwise.unary("asin", ScalarFn.ASIN, self());
  }

  /// The angle of this cosine.
  default Traced acos() {
    return Elementwise.unary("acos", ScalarFn.ACOS, self());
  }

  /// The angle of this tangent.
  default Traced atan() {
    return Elementwise.unary("atan", ScalarFn.ATAN, self());
  }

  /// The hyperbolic sine.
  default Traced sinh() {
    return Elementwise.unary("sinh", ScalarFn.SINH, self());
  }

  /// The hyperbolic cosine.
  default Traced cosh() {
    return Elementwise.unary("cosh", ScalarFn.COSH, self());
  }

  /// The hyperbolic tangent.
  default Traced tanh() {
    return Elementwise.unary("tanh", ScalarFn.TANH, self());
  }

  /// The inverse of the hyperbolic sine.
  default Traced asinh() {
    return Elementwise.unary("asinh", ScalarFn.ASINH, self());
  }

  /// The inverse of the hyperbolic cosine; NaN below 1.
  default Traced acosh() {
    return Elementwise.unary("acosh", ScalarFn.ACOSH, self());
  }

  /// The inverse of the hyperbolic tangent.
  default Traced atanh() {
    return Elementwise.unary("atanh", ScalarFn.ATANH, self());
  }

  /// `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x.
  default Traced erf() {
    return Elementwise.unary("erf", ScalarFn.ERF, self());
  }

  /// Whether it is not a number.
  default Traced isNaN() {
    return Elementwise.unary("isNaN", ScalarFn.SQRT, self(), (b, x) -> Comparison.different(b, x, x));
  }

  private Traced self() {
    return (Traced) this;
  }
}
