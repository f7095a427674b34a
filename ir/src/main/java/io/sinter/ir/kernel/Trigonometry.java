package io.sinter.ir.kernel;

import static io.sinter.ir.kernel.Formula.abs;
import static io.sinter.ir.kernel.Formula.add;
import static io.sinter.ir.kernel.Formula.div;
import static io.sinter.ir.kernel.Formula.fma;
import static io.sinter.ir.kernel.Formula.lt;
import static io.sinter.ir.kernel.Formula.mul;
import static io.sinter.ir.kernel.Formula.neg;
import static io.sinter.ir.kernel.Formula.select;
import static io.sinter.ir.kernel.Formula.sub;

import io.sinter.ir.ScalarFn;

/// Sine, cosine and tangent from those of an angle of at most an eighth of a turn.
final class Trigonometry {
  /// q in `sin(r) = r + r z q(z)`, `z = r^2`, for r up to `pi/4`: relative errors 4e-9 and 3.8e-18.
  private static final double[] SIN_SINGLE = {-0.16666655242443085, 0.008332189172506332, -0.00019518293265718967};
  private static final double[] SIN_DOUBLE = {
    -0.1666666666666663, 0.008333333333321842, -0.00019841269829361038, 2.75573135396802e-06, -2.505073460672321e-08,
    1.5895447381659675e-10};

  /// q in `cos(r) = 1 - z/2 + z^2 q(z)`: relative errors 1.2e-10 and 5.7e-20.
  private static final double[] COS_SINGLE = {0.04166664555668831, -0.0013887309469282627, 2.4432327336398885e-05};
  private static final double[] COS_DOUBLE = {
    0.041666666666666595, -0.0013888888888873344, 2.4801587289004376e-05, -2.7557314217908324e-07,
    2.0875705536578177e-09, -1.1358757472662178e-11};

  private final Precision p;
  private final Formula f;

  Trigonometry(Precision p, Formula f) {
    this.p = p;
    this.f = f;
  }

  /// Sine and cosine of a positive angle less some quarter turns.
  private record Circle(Expr quarters, Expr sin, Expr cos) {}

  private Circle circle(Expr a) {
    var turned = new QuarterTurns(p, f).reduce(a);
    var r = turned.r();
    var tail = turned.tail();
    var z = f.let("z", mul(r, r));
    var half = f.let("half", mul(z, f.c(0.5)));
    var most = f.let("most", sub(f.c(1), half));
    var sin = add(r, fma(mul(r, z), f.polynomial(z, p == Precision.SINGLE ? SIN_SINGLE : SIN_DOUBLE),
        mul(tail, most)));
    var cos = add(most, add(sub(sub(f.c(1), most), half),
        fma(mul(z, z), f.polynomial(z, p == Precision.SINGLE ? COS_SINGLE : COS_DOUBLE), neg(mul(r, tail)))));
    return new Circle(turned.quarters(), f.let("sin", sin), f.let("cos", cos));
  }

  Expr sin(Expr x) {
    var c = circle(f.let("a", abs(x)));
    return finite(x, flip(turned(c, c.quarters()), x));
  }

  Expr cos(Expr x) {
    var c = circle(f.let("a", abs(x)));
    return finite(x, turned(c, f.let("quarters", add(c.quarters(), f.i(1)))));
  }

  /// The sine of the angle with `quarters` quarter turns.
  private Expr turned(Circle c, Expr quarters) {
    var value = select(odd(quarters), c.cos(), c.sin());
    var sign = f.shl(f.shr(quarters, 1), p.significand == 23 ? 31 : 63);
    return f.let("turned", f.real(Expr.apply(ScalarFn.XOR, f.bits(value), sign)));
  }

  private Expr odd(Expr quarters) {
    return Expr.apply(ScalarFn.EQ, Expr.apply(ScalarFn.AND, quarters, f.i(1)), f.i(1));
  }

  Expr tan(Expr x) {
    var c = circle(f.let("a", abs(x)));
    var odd = f.let("odd", odd(c.quarters()));
    return finite(x, flip(div(select(odd, neg(c.cos()), c.sin()), select(odd, c.sin(), c.cos())), x));
  }

  /// The value with its sign changed where `x` has one.
  private Expr flip(Expr value, Expr x) {
    return f.real(Expr.apply(ScalarFn.XOR, f.bits(value), Expr.apply(ScalarFn.AND, f.bits(x), f.signBit())));
  }

  private Expr finite(Expr x, Expr value) {
    return select(lt(abs(x), f.c(Double.POSITIVE_INFINITY)), value, f.c(Double.NaN));
  }
}
