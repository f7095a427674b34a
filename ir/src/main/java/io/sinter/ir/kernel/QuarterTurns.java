package io.sinter.ir.kernel;

import static io.sinter.ir.kernel.Formula.add;
import static io.sinter.ir.kernel.Formula.fma;
import static io.sinter.ir.kernel.Formula.lt;
import static io.sinter.ir.kernel.Formula.mul;
import static io.sinter.ir.kernel.Formula.neg;
import static io.sinter.ir.kernel.Formula.select;
import static io.sinter.ir.kernel.Formula.sub;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import java.util.ArrayList;
import java.util.List;

/// Angles less the nearest multiple of `pi/2`, right for all magnitudes (Payne and Hanek, 1983): the significand, an
/// integer, times those bits of `2/pi` that decide about the fraction. All is done in words of the type's width.
final class QuarterTurns {
  /// The bits of `2/pi` behind its point.
  private static final long[] TWO_OVER_PI = {
    0xa2f9836e4e441529L, 0xfc2757d1f534ddc0L, 0xdb6295993c439041L, 0xfe5163abdebbc561L, 0xb7246e3a424dd2e0L,
    0x06492eea09d1921cL, 0xfe1deb1cb129a73eL, 0xe88235f52ebb4484L, 0xe99c7026b45f7e41L, 0x3991d639835339f4L,
    0x9c845f8bbdf9283bL, 0x1ff897ffde05980fL, 0xef2f118b5a0a6d1fL, 0x6d367ecf27cb09b7L, 0x4f463f669e5fea2dL,
    0x7527bac7ebe5f17bL, 0x3d0739f78a5292eaL, 0x6bfb5fb11f8d5d08L};

  private final Precision p;
  private final Formula f;
  private final DType word;
  private final int width;

  QuarterTurns(Precision p, Formula f) {
    this.p = p;
    this.f = f;
    this.word = p == Precision.SINGLE ? DType.U32 : DType.U64;
    this.width = 8 * word.bytes();
  }

  /// `quarters * pi/2 + r + tail` is the angle, up to whole turns; `r + tail` is at most `pi/4`.
  record Turned(Expr quarters, Expr r, Expr tail) {}

  /// @param a at least 0; for what is not finite anything may come out
  Turned reduce(Expr a) {
    var bits = f.let("bits", new Expr.Bitcast(word, a));
    var belowOne = f.let("belowOne", lt(a, f.c(1)));
    var whole = Expr.apply(ScalarFn.OR, and(bits, (1L << p.significand) - 1), c(1L << p.significand));
    var m = f.let("m", shl(whole, width - 3 - p.significand));
    var factor = f.let("factor", select(belowOne, m, shl(m, 1)));
    var from = f.let("from", select(belowOne, c(0), sub(shr(bits, p.significand), c(p.bias))));
    var product = product(factor, window(from));
    var quarters = f.let("quarters", shr(add(product.high(), c(1L << width - 3)), width - 2));
    var near = f.let("near", lt(a, f.c(Math.PI / 4)));
    var angle = angle(product);
    return new Turned(f.let("quarters", select(near, f.i(0), new Expr.Bitcast(f.integer(), quarters))),
        f.let("r", select(near, a, angle.r())), f.let("tail", select(near, f.c(0), angle.tail())));
  }

  /// Three words of `2/pi` from bit `from` of it, with a word of zeros before.
  private List<Expr> window(Expr from) {
    int levels = p == Precision.SINGLE ? 2 : 4;
    List<Expr> words = new ArrayList<>(List.of(c(0)));
    for (int i = 0; i < (1 << levels) + 2; i++) {
      words.add(p == Precision.DOUBLE ? c(TWO_OVER_PI[i])
          : c(TWO_OVER_PI[i / 2] >>> (i % 2 == 0 ? 32 : 0) & 0xffffffffL));
    }
    for (int level = levels - 1; level >= 0; level--) {
      int step = 1 << level;
      var on = f.let("on", lt(c(0), and(from, (long) width << level)));
      var chosen = new ArrayList<Expr>();
      for (int i = 0; i < step + 3; i++) {
        chosen.add(f.let("word", select(on, words.get(i + step), words.get(i))));
      }
      words = chosen;
    }
    var by = f.let("by", and(from, width - 1));
    var rest = f.let("rest", sub(c(width - 1), by));
    var window = new ArrayList<Expr>();
    for (int i = 0; i < 3; i++) {
      window.add(f.let("window", Expr.apply(ScalarFn.OR, Expr.apply(ScalarFn.SHL, words.get(i), by),
          Expr.apply(ScalarFn.SHR, shr(words.get(i + 1), 1), rest))));
    }
    return window;
  }

  /// The fraction of a number of turns, in two words.
  private record Fraction(Expr high, Expr low) {}

  private Fraction product(Expr factor, List<Expr> window) {
    var middle = f.let("middle", mul(factor, window.get(1)));
    var low = f.let("low", add(middle, upper(factor, window.get(2))));
    var carry = select(lt(low, middle), c(1), c(0));
    return new Fraction(
        f.let("high", add(add(mul(factor, window.get(0)), upper(factor, window.get(1))), carry)), low);
  }

  /// The upper word of a product of two.
  private Expr upper(Expr a, Expr b) {
    int half = width / 2;
    long mask = (1L << half) - 1;
    var lowA = f.let("lowA", and(a, mask));
    var highA = f.let("highA", shr(a, half));
    var lowB = f.let("lowB", and(b, mask));
    var highB = f.let("highB", shr(b, half));
    var one = f.let("one", add(mul(highA, lowB), shr(mul(lowA, lowB), half)));
    var two = add(mul(lowA, highB), and(one, mask));
    return add(add(mul(highA, highB), shr(one, half)), shr(two, half));
  }

  /// The fraction of a quarter turn, from -1/2 to 1/2, as an angle in two parts.
  private Turned angle(Fraction turns) {
    var high = f.let("high", new Expr.Bitcast(f.integer(),
        Expr.apply(ScalarFn.OR, shl(turns.high(), 2), shr(turns.low(), width - 2))));
    var low = new Expr.Bitcast(f.integer(), shr(shl(turns.low(), 2), 1));
    long mask = (1L << width / 2) - 1;
    var a = f.let("a", real(Expr.apply(ScalarFn.AND, high, f.i(~mask))));
    var b = f.let("b", real(Expr.apply(ScalarFn.AND, high, f.i(mask))));
    var sum = f.let("sum", add(a, b));
    var tail = f.let("tail", fma(real(low), f.c(Math.scalb(1.0, 1 - width)), sub(b, sub(sum, a))));
    var s = f.let("s", add(sum, tail));
    var t = sub(tail, sub(s, sum));
    var unit = f.c(Math.scalb(p.halfPiHigh(), -width));
    var r = f.let("r", mul(s, unit));
    var rest = fma(s, f.c(Math.scalb(p.halfPiLow(), -width)), mul(t, unit));
    return new Turned(f.i(0), r, add(fma(s, unit, neg(r)), rest));
  }

  private Expr real(Expr integer) {
    return new Expr.Convert(p.type, integer);
  }

  private Expr c(long value) {
    return new Expr.Const(word, value);
  }

  private Expr and(Expr x, long mask) {
    return Expr.apply(ScalarFn.AND, x, c(mask));
  }

  private Expr shl(Expr x, int by) {
    return Expr.apply(ScalarFn.SHL, x, c(by));
  }

  private Expr shr(Expr x, int by) {
    return Expr.apply(ScalarFn.SHR, x, c(by));
  }
}
