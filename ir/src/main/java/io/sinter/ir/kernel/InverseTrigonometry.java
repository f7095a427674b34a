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

/// Angles from their sine, cosine and tangent.
final class InverseTrigonometry {
  /// q in `atan(t) = t + t z q(z)`, `z = t^2`, for t up to `tan(pi/8)`: relative errors 7e-10 and 1.3e-18.
  private static final double[] ATAN_SINGLE =
      {-0.33333316445350647, 0.19998528063297272, -0.14244388043880463, 0.10599120706319809, -0.06089870259165764};
  private static final double[] ATAN_DOUBLE = {
    -0.333333333333332, 0.19999999999953672, -0.14285714280199557, 0.11111110783496764, -0.09090897757647755,
    0.07692060211723363, -0.06663104096666471, 0.05847890622695825, -0.05039315848702087, 0.03806498724644647,
    -0.01790783900452806};

  /// q in `asin(s) = s + s z q(z)`, `z = s^2`, for s up to 1/2: relative errors 4.9e-9 and 1.8e-17.
  private static final double[] ASIN_SINGLE =
      {0.16666752099990845, 0.07495306432247162, 0.045469772070646286, 0.02418077178299427, 0.042166419327259064};
  private static final double[] ASIN_DOUBLE = {
    0.166666666666654, 0.07500000000339226, 0.044642856826418734, 0.03038195921870987, 0.022371756026855646,
    0.01735973614678958, 0.013884917582964314, 0.01217134731310992, 0.006518540393596316, 0.019554597682003766,
    -0.016266325318064736, 0.03194158074974529};

  private final Precision p;
  private final Formula f;

  InverseTrigonometry(Precision p, Formula f) {
    this.p = p;
    this.f = f;
  }

  /// Above `tan(pi/8)` as `pi/4 + atan((a - 1)/(a + 1))`, above `tan(3 pi/8)` as `pi/2 - atan(1/a)`.
  Expr atan(Expr x) {
    var a = f.let("a", abs(x));
    var steep = f.let("steep", lt(f.c(2.414213562373095), a));
    var middle = f.let("middle", lt(f.c(0.41421356237309503), a));
    var above = select(steep, f.c(-1), select(middle, sub(a, f.c(1)), a));
    var below = select(steep, a, select(middle, add(a, f.c(1)), f.c(1)));
    var t = f.let("t", div(above, below));
    var z = f.let("z", mul(t, t));
    double high = p.halfPiHigh();
    double low = p.halfPiLow();
    var base = select(steep, f.c(high), select(middle, f.c(high / 2), f.c(0)));
    var rest = select(steep, f.c(low), select(middle, f.c(low / 2), f.c(0)));
    var small = add(t, fma(mul(t, z), f.polynomial(z, p == Precision.SINGLE ? ATAN_SINGLE : ATAN_DOUBLE), rest));
    return f.withSign(add(base, small), x);
  }

  /// The smaller angle: of a sine up to 1/2 itself, otherwise half the angle of the complement.
  ///
  /// @param s the sine of it
  /// @param tail its angle less s
  private record Small(Expr far, Expr s, Expr tail) {}

  private Small small(Expr a) {
    var far = f.let("far", lt(f.c(0.5), a));
    var z = f.let("z", select(far, mul(sub(f.c(1), a), f.c(0.5)), mul(a, a)));
    var s = f.let("s", select(far, sqrt(z), a));
    return new Small(far, s, f.let("tail",
        mul(mul(s, z), f.polynomial(z, p == Precision.SINGLE ? ASIN_SINGLE : ASIN_DOUBLE))));
  }

  /// `pi/2 - 2 asin(sqrt((1 - a)/2))` above 1/2.
  Expr asin(Expr x) {
    var a = f.let("a", abs(x));
    var small = small(a);
    var angle = f.let("angle", add(small.s(), small.tail()));
    var complement = sub(f.c(p.halfPiHigh()), sub(add(angle, angle), f.c(p.halfPiLow())));
    return f.withSign(select(small.far(), complement, angle), x);
  }

  /// `pi/2 - asin(x)`; above 1/2 `2 asin(sqrt((1 - x)/2))`, below -1/2 `pi` less that of `-x`.
  Expr acos(Expr x) {
    var small = small(f.let("a", abs(x)));
    var angle = f.let("angle", add(small.s(), small.tail()));
    var twice = f.let("twice", add(angle, angle));
    var negative = f.let("negative", lt(x, f.c(0)));
    var far = select(negative, sub(f.c(2 * p.halfPiHigh()), sub(twice, f.c(2 * p.halfPiLow()))), twice);
    var signed = f.let("signed", f.withSign(angle, x));
    var near = sub(f.c(p.halfPiHigh()), sub(signed, f.c(p.halfPiLow())));
    return select(small.far(), far, near);
  }
}
