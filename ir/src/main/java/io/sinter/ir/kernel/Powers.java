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

/// `x^y` as `e^(y log x)` with the logarithm in two parts.
final class Powers {
  /// q in `log((1 + s)/(1 - s)) = 2s + 2s z (1/3 + z q(z))`, `z = s^2`, for quotients in `[sqrt(1/2), sqrt(2)]`: errors
  /// 8.5e-12 and 7.7e-23 of the logarithm.
  private static final double[] SINGLE = {0.20000076293945312, 0.14273545145988464, 0.11709803342819214};
  private static final double[] DOUBLE = {
    0.1999999999999999, 0.14285714285721926, 0.11111111108892645, 0.09090909422345356, 0.07692279186571802,
    0.06668133432906041, 0.05837864388452241, 0.05991106509529564};

  private final Precision p;
  private final Formula f;
  private final Exponentials exponentials;

  Powers(Precision p, Formula f, Exponentials exponentials) {
    this.p = p;
    this.f = f;
    this.exponentials = exponentials;
  }

  /// Special values as IEEE 754-2019 has them: `x^0` and `1^y` are 1, also for NaN, and so is -1 to an infinite power.
  Expr power(Expr x, Expr y) {
    var a = f.let("a", abs(x));
    var log = log(a);
    var product = f.let("product", mul(log.high(), y));
    var tail = fma(log.low(), y, fma(log.high(), y, neg(product)));
    var magnitude = f.let("magnitude", exponentials.exp(product, tail));
    var half = f.let("half", mul(y, f.c(0.5)));
    var whole = f.let("whole", isWhole(y));
    var odd = both(whole, not(isWhole(half)));
    var signed = select(odd, f.withSign(magnitude, x), magnitude);
    var real = both(lt(x, f.c(0)), both(lt(f.c(Double.NEGATIVE_INFINITY), x), not(whole)));
    var one = either(either(equal(y, f.c(0)), equal(x, f.c(1))),
        both(equal(a, f.c(1)), equal(abs(y), f.c(Double.POSITIVE_INFINITY))));
    return select(one, f.c(1), select(real, f.c(Double.NaN), signed));
  }

  private record Two(Expr high, Expr low) {}

  /// The logarithm of a number of at least 0, infinities included, to more than the bits of one float.
  private Two log(Expr a) {
    var parts = exponentials.parts(a);
    var m = parts.m();
    var below = f.let("below", add(m, f.c(2)));
    var s = f.let("s", div(m, below));
    var lost = sub(m, sub(below, f.c(2)));
    var rest = f.let("rest", div(sub(fma(neg(s), below, m), mul(s, lost)), below));
    var z = f.let("z", mul(s, s));
    var zRest = fma(add(s, s), rest, fma(s, s, neg(z)));
    var cubic = sum(f.c(1.0 / 3), mul(z, f.polynomial(z, p == Precision.SINGLE ? SINGLE : DOUBLE)));
    var third = new Two(cubic.high(), add(cubic.low(), f.c(p.thirdLow())));
    var tail = product(product(third, z, zRest), s, rest);
    var sum = sum(s, tail.high());
    var low = add(sum.low(), add(rest, tail.low()));
    var whole = sum(mul(parts.n(), f.c(p.lnTwoHigh())), add(sum.high(), sum.high()));
    var small = add(whole.low(), fma(parts.n(), f.c(p.lnTwoLow()), add(low, low)));
    var result = sum(whole.high(), small);
    var finite = f.let("finite", lt(a, f.c(Double.POSITIVE_INFINITY)));
    var high = select(equal(a, f.c(0)), f.c(Double.NEGATIVE_INFINITY), select(finite, result.high(), a));
    return new Two(f.let("high", high), result.low());
  }

  /// The sum and what it lost. The first is 0 or not smaller than the second.
  private Two sum(Expr a, Expr b) {
    var first = f.let("first", a);
    var second = f.let("second", b);
    var sum = f.let("sum", add(first, second));
    return new Two(sum, f.let("low", sub(second, sub(sum, first))));
  }

  private Two product(Two a, Expr high, Expr low) {
    var product = f.let("product", mul(a.high(), high));
    var lost = fma(a.high(), high, neg(product));
    return new Two(product, f.let("low", fma(a.high(), low, fma(a.low(), high, lost))));
  }

  private static Expr isWhole(Expr x) {
    return equal(x, Expr.apply(ScalarFn.ROUND, x));
  }

  private static Expr equal(Expr a, Expr b) {
    return Expr.apply(ScalarFn.EQ, a, b);
  }

  private static Expr both(Expr a, Expr b) {
    return Expr.apply(ScalarFn.AND, a, b);
  }

  private static Expr either(Expr a, Expr b) {
    return Expr.apply(ScalarFn.OR, a, b);
  }

  private static Expr not(Expr a) {
    return Expr.apply(ScalarFn.NOT, a);
  }
}
