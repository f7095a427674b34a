package io.sinter.ir.kernel;

import static io.sinter.ir.kernel.Formula.abs;
import static io.sinter.ir.kernel.Formula.add;
import static io.sinter.ir.kernel.Formula.div;
import static io.sinter.ir.kernel.Formula.fma;
import static io.sinter.ir.kernel.Formula.lt;
import static io.sinter.ir.kernel.Formula.mul;
import static io.sinter.ir.kernel.Formula.select;
import static io.sinter.ir.kernel.Formula.sqrt;
import static io.sinter.ir.kernel.Formula.sub;

/// The hyperbolic functions and their inverses.
final class Hyperbolics {
  /// q in `sinh(x) = x + x z q(z)`, `z = x^2`, for x up to 1: relative errors 3.1e-10 and 2.5e-19.
  private static final double[] SINGLE =
      {0.1666666716337204, 0.00833331048488617, 0.00019842895562760532, 2.78222250926774e-06};
  private static final double[] DOUBLE = {
    0.16666666666666669, 0.008333333333332912, 0.00019841269841593438, 2.755731910673561e-06, 2.5052131004339575e-08,
    1.6056658528196871e-10, 7.776626934285688e-13};

  private final Precision p;
  private final Formula f;
  private final Exponentials exponentials;

  Hyperbolics(Precision p, Formula f, Exponentials exponentials) {
    this.p = p;
    this.f = f;
    this.exponentials = exponentials;
  }

  /// From 1 on `h - 1/(4h)` with `h = e^x / 2`.
  Expr sinh(Expr x) {
    var a = f.let("a", abs(x));
    var z = f.let("z", mul(a, a));
    var near = fma(mul(a, z), f.polynomial(z, p == Precision.SINGLE ? SINGLE : DOUBLE), a);
    var h = f.let("h", exponentials.halfExp(a));
    return f.withSign(select(lt(a, f.c(1)), near, sub(h, div(f.c(0.25), h))), x);
  }

  Expr cosh(Expr x) {
    var h = f.let("h", exponentials.halfExp(f.let("a", abs(x))));
    return add(h, div(f.c(0.25), h));
  }

  /// `log1p(a + a^2 / (1 + sqrt(a^2 + 1)))`.
  Expr asinh(Expr x) {
    var a = f.let("a", abs(x));
    var z = f.let("z", mul(a, a));
    var shifted = add(a, div(z, add(sqrt(add(z, f.c(1))), f.c(1))));
    return f.withSign(logOfSum(a, shifted), x);
  }

  /// `log1p(t + sqrt(2t + t^2))` with `t = x - 1`.
  Expr acosh(Expr x) {
    var t = f.let("t", sub(x, f.c(1)));
    var shifted = add(t, sqrt(fma(t, t, add(t, t))));
    return select(lt(x, f.c(1)), f.c(Double.NaN), logOfSum(x, shifted));
  }

  /// `log1p(shifted)`, but `log(2a)` where a is so large that 1 does not count beside it.
  private Expr logOfSum(Expr a, Expr shifted) {
    var large = f.let("large", lt(f.c(Math.scalb(1.0, p.significand + 2)), a));
    var log = exponentials.logOnePlus(f.let("shifted", select(large, a, shifted)));
    return add(log, select(large, f.c(Math.log(2)), f.c(0)));
  }

  /// `log1p(2a / (1 - a)) / 2`.
  Expr atanh(Expr x) {
    var a = f.let("a", abs(x));
    var quotient = f.let("quotient", div(add(a, a), sub(f.c(1), a)));
    return f.withSign(mul(f.c(0.5), exponentials.logOnePlus(quotient)), x);
  }
}
