package io.sinter.ir.kernel;

import static io.sinter.ir.kernel.Formula.abs;
import static io.sinter.ir.kernel.Formula.add;
import static io.sinter.ir.kernel.Formula.div;
import static io.sinter.ir.kernel.Formula.fma;
import static io.sinter.ir.kernel.Formula.lt;
import static io.sinter.ir.kernel.Formula.mul;
import static io.sinter.ir.kernel.Formula.select;
import static io.sinter.ir.kernel.Formula.sub;

import io.sinter.ir.ScalarFn;
import java.util.Arrays;

/// `e^x`, its inverse, and what follows from them directly.
final class Exponentials {
  private static final double LOG2_E = 1.4426950408889634;

  private final Precision p;
  private final Formula f;

  Exponentials(Precision p, Formula f) {
    this.p = p;
    this.f = f;
  }

  /// `x = n ln 2 + r`: r, and a number whose bits end in `n + offset`.
  record Reduced(Expr r, Expr sum) {}

  Reduced reduce(Expr x, int offset) {
    double magic = p.magic() + offset;
    var sum = f.let("sum", fma(x, f.c(LOG2_E), f.c(magic)));
    var n = f.let("n", sub(sum, f.c(magic)));
    var r = f.let("r", fma(n, f.c(-p.lnTwoLow()), fma(n, f.c(-p.lnTwoHigh()), x)));
    return new Reduced(r, sum);
  }

  /// `e^r - 1` for a reduced r.
  Expr expMinusOne(Expr r) {
    return fma(f.polynomial(r, p.exp()), mul(r, r), r);
  }

  Expr exp(Expr x) {
    return raised(reduce(f.atMost(f.atLeast(x, p.expLow()), p.expHigh()), 2 * p.bias));
  }

  /// `e^(x + tail)`, where the tail is far smaller than x and counts only while x is moderate.
  Expr exp(Expr x, Expr tail) {
    var bounded = f.atMost(f.atLeast(x, p.expLow()), p.expHigh());
    var moderate = lt(abs(x), f.c(2 * p.expHigh()));
    var reduced = reduce(bounded, 2 * p.bias);
    var r = f.let("r", add(reduced.r(), select(moderate, tail, f.c(0))));
    return raised(new Reduced(r, reduced.sum()));
  }

  /// `e^x / 2` for `x` of at least 0 that may be a little above where `e^x` overflows.
  Expr halfExp(Expr x) {
    return raised(reduce(f.atMost(x, p.expHigh() + 1), 2 * p.bias - 1));
  }

  /// `2^n e^r` from a reduction with twice the exponent's bias as offset. `2^n` is applied as `2^(n/2) 2^(n - n/2)`,
  /// both normal, so only the last step rounds.
  private Expr raised(Reduced reduced) {
    var bits = f.let("bits", f.bits(reduced.sum()));
    var half = f.let("half", f.shr(bits, 1));
    return mul(mul(exp(reduced), f.real(f.shl(half, p.significand))),
        f.real(f.shl(sub(bits, half), p.significand)));
  }

  /// `e^r` for a reduced r.
  private Expr exp(Reduced reduced) {
    var coefficients = new double[2 + p.exp().length];
    Arrays.fill(coefficients, 0, 2, 1);
    System.arraycopy(p.exp(), 0, coefficients, 2, p.exp().length);
    return f.polynomial(reduced.r(), coefficients);
  }

  /// `e^x` for `x` of at most 0. `2^n` is applied as `2^(n + up) 2^-up`, where the first is normal even if the result
  /// is not, so only the last step rounds.
  Expr fading(Expr x) {
    int up = p.significand + 3;
    var reduced = reduce(f.atLeast(x, p.expLow()), p.bias + up);
    return mul(mul(exp(reduced), power(reduced)), f.c(Math.scalb(1.0, -up)));
  }

  /// `2^n` from a reduction with the exponent's bias as offset, for exponents of normal numbers.
  Expr power(Reduced reduced) {
    return f.real(f.shl(f.bits(reduced.sum()), p.significand));
  }

  /// `x = 2^n (1 + m)` with `1 + m` in `[sqrt(1/2), sqrt(2)]`.
  record Parts(Expr n, Expr m) {}

  Parts parts(Expr x) {
    int up = p.significand + 2;
    var tiny = f.let("tiny", lt(x, f.c(p.smallestNormal())));
    var bits = f.let("bits", f.bits(select(tiny, mul(x, f.c(Math.scalb(1.0, up))), x)));
    var exponent = f.let("exponent", f.shr(sub(bits, f.i(p.sqrtHalf())), p.significand));
    var n = f.let("n", sub(f.real(add(exponent, f.i(p.magicBits()))),
        select(tiny, f.c(p.magic() + up), f.c(p.magic()))));
    return new Parts(n, f.let("m", sub(f.real(sub(bits, f.shl(exponent, p.significand))), f.c(1))));
  }

  Expr log(Expr x) {
    return log(x, f.c(0));
  }

  /// `log(x) + tail` for a tail far smaller than `1 + log(x)`.
  private Expr log(Expr x, Expr tail) {
    var parts = parts(x);
    var m = parts.m();
    var s = f.let("s", div(m, add(m, f.c(2))));
    var z = f.let("z", mul(s, s));
    var square = f.let("square", mul(mul(f.c(0.5), m), m));
    var low = mul(parts.n(), f.c(p.lnTwoLow()));
    var rest = fma(s, fma(z, f.polynomial(z, p.log()), square), tail instanceof Expr.Const ? low : add(low, tail));
    var value = fma(parts.n(), f.c(p.lnTwoHigh()), sub(m, sub(square, rest)));
    var atMostZero = select(Expr.apply(ScalarFn.EQ, x, f.c(0)), f.c(Double.NEGATIVE_INFINITY), f.c(Double.NaN));
    return select(lt(x, f.c(Double.POSITIVE_INFINITY)), select(lt(f.c(0), x), value, atMostZero), x);
  }

  /// What `w = 1 + x` lost in rounding, added as `c / w`.
  Expr logOnePlus(Expr x) {
    var w = f.let("w", add(x, f.c(1)));
    var back = f.let("back", sub(w, f.c(1)));
    var lost = add(sub(f.c(1), sub(w, back)), sub(x, back));
    return f.withSign(log(w, f.let("tail", div(lost, w))), x);
  }

  /// `2^(n-1)` is normal from the bound below, where the result is -1, to the largest result. Small numbers are their
  /// own results.
  Expr expMinusOneOf(Expr x) {
    var bounded = f.atMost(f.atLeast(x, -p.tanhHigh() * 2), p.expHigh());
    var reduced = reduce(bounded, p.bias - 1);
    var power = f.let("power", power(reduced));
    var half = f.let("half", fma(power, expMinusOne(reduced.r()), sub(power, f.c(0.5))));
    var small = lt(abs(x), f.c(Math.scalb(1.0, -p.significand - 2)));
    return select(small, x, add(half, half));
  }

  Expr tanh(Expr x) {
    var a = f.atMost(f.let("a", abs(x)), p.tanhHigh());
    var reduced = reduce(f.let("twice", add(a, a)), p.bias);
    var power = f.let("power", power(reduced));
    var u = f.let("u", fma(power, expMinusOne(reduced.r()), sub(power, f.c(1))));
    return f.withSign(div(u, add(u, f.c(2))), x);
  }

  Expr sigmoid(Expr x) {
    var a = f.let("a", Expr.apply(ScalarFn.NEG, abs(x)));
    var e = f.let("e", fading(a));
    return div(select(lt(x, f.c(0)), e, f.c(1)), add(e, f.c(1)));
  }
}
