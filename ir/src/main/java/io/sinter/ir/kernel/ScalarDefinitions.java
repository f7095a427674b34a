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
import java.util.List;
import java.util.function.UnaryOperator;

/// What the scalar functions that are no primitives mean, in primitives: the same bits on every target that has
/// correctly rounded arithmetic, fma and denormals.
///
/// Values that are used more than once are named, for without names the expressions would grow beyond any method: an
/// `exp` is 24 operations, which its Horner steps would repeat to several hundred. Nothing in a definition branches,
/// traps or reads memory, so that it may stand wherever its value is needed, masked or not.
///
/// | function | method | f32 | f64 |
/// |---|---|---|---|
/// | exp | `2^n e^r`, ln 2 in two parts (Cody and Waite, 1980), a polynomial, two scalings | 1.04 | 0.93 |
/// | log | `n ln 2 + log(m)`, `log` as `2 atanh(f/(2 + f))` (Tang, 1990) with a polynomial | 0.83 | 0.79 |
/// | tanh | `u/(u + 2)` with `u = e^(2x) - 1` from the reduced parts of exp | 2.54 | 2.0 |
/// | sigmoid | `1/(1 + e^-x)`, for negative x `e^x/(1 + e^x)` | 2.33 | 2.0 |
/// | erf | f32: one rational function of x^2; f64: below 1 a polynomial, above `1 - e^(-x^2) R(x)` | 5.3 | 1.5 |
///
/// The columns give the largest error seen, in units in the last place: in every seventh f32, and in some ten thousand
/// f64 of all magnitudes against 40 digits.
public final class ScalarDefinitions {
  /// A value, and the locals to be set before it, in order.
  public record Expansion(List<Stmt.Set> lets, Expr value) {
    public Expansion {
      lets = List.copyOf(lets);
    }
  }

  private static final double LOG2_E = 1.4426950408889634;

  private final Precision p;
  private final Formula f;

  private ScalarDefinitions(Precision p, Formula f) {
    this.p = p;
    this.f = f;
  }

  /// The meaning of `fn(args)`. The lets have the lanes of the arguments.
  ///
  /// @param fresh makes a name that is new in the kernel from a hint
  public static Expansion expand(ScalarFn fn, List<Expr> args, UnaryOperator<String> fresh) {
    var x = args.getFirst();
    var f = new Formula(x.type(), fresh);
    var value = fn == ScalarFn.RELU ? relu(f.let("x", x)) : expand(fn, f, f.let("x", x), Precision.of(x.type()));
    return new Expansion(f.lets(), value);
  }

  private static Expr relu(Expr x) {
    var zero = new Expr.Const(x.type(), 0);
    return select(lt(x, zero), zero, x);
  }

  private static Expr expand(ScalarFn fn, Formula f, Expr x, Precision p) {
    var d = new ScalarDefinitions(p, f);
    return switch (fn) {
      case EXP -> d.exp(f.atMost(f.atLeast(x, p.expLow()), p.expHigh()));
      case LOG -> d.log(x);
      case TANH -> d.tanh(x);
      case SIGMOID -> d.sigmoid(x);
      case ERF -> p == Precision.SINGLE ? d.erfSingle(x) : d.erfDouble(x);
      case ADD, SUB, MUL, DIV, MAX, MIN, FMA, NEG, ABS, SQRT, FLOOR, CEIL, ROUND, LT, LE, EQ, AND, OR, XOR, NOT, SHL,
          SHR, SELECT, RELU -> throw new IllegalArgumentException(fn + " has no definition here");
    };
  }

  /// `x = n ln 2 + r`: r, and a number whose bits end in `n + offset`.
  private record Reduced(Expr r, Expr sum) {}

  private Reduced reduce(Expr x, int offset) {
    double magic = p.magic() + offset;
    var sum = f.let("sum", fma(x, f.c(LOG2_E), f.c(magic)));
    var n = f.let("n", sub(sum, f.c(magic)));
    var r = f.let("r", fma(n, f.c(-p.lnTwoLow()), fma(n, f.c(-p.lnTwoHigh()), x)));
    return new Reduced(r, sum);
  }

  /// `e^r - 1` for a reduced r.
  private Expr expMinusOne(Expr r) {
    return fma(f.polynomial(r, p.exp()), mul(r, r), r);
  }

  /// For x between the bounds. `2^n` is applied as `2^(n/2) 2^(n - n/2)`, both normal, so only the last step rounds.
  private Expr exp(Expr x) {
    var reduced = reduce(x, 2 * p.bias);
    var bits = f.let("bits", f.bits(reduced.sum()));
    var half = f.let("half", f.shr(bits, 1));
    return mul(mul(add(expMinusOne(reduced.r()), f.c(1)), f.real(f.shl(half, p.significand))),
        f.real(f.shl(sub(bits, half), p.significand)));
  }

  /// `2^n` from a reduction with the exponent's bias as offset, for exponents of normal numbers.
  private Expr power(Reduced reduced) {
    return f.real(f.shl(f.bits(reduced.sum()), p.significand));
  }

  private Expr log(Expr x) {
    int up = p.significand + 2;
    var tiny = f.let("tiny", lt(x, f.c(p.smallestNormal())));
    var bits = f.let("bits", f.bits(select(tiny, mul(x, f.c(Math.scalb(1.0, up))), x)));
    var exponent = f.let("exponent", f.shr(sub(bits, f.i(p.sqrtHalf())), p.significand));
    var n = f.let("n", sub(f.real(add(exponent, f.i(p.magicBits()))),
        select(tiny, f.c(p.magic() + up), f.c(p.magic()))));
    var m = f.let("m", sub(f.real(sub(bits, f.shl(exponent, p.significand))), f.c(1)));
    var s = f.let("s", div(m, add(m, f.c(2))));
    var z = f.let("z", mul(s, s));
    var square = f.let("square", mul(mul(f.c(0.5), m), m));
    var rest = fma(s, fma(z, f.polynomial(z, p.log()), square), mul(n, f.c(p.lnTwoLow())));
    var value = fma(n, f.c(p.lnTwoHigh()), sub(m, sub(square, rest)));
    var atMostZero = select(Expr.apply(ScalarFn.EQ, x, f.c(0)), f.c(Double.NEGATIVE_INFINITY), f.c(Double.NaN));
    return select(lt(x, f.c(Double.POSITIVE_INFINITY)), select(lt(f.c(0), x), value, atMostZero), x);
  }

  private Expr tanh(Expr x) {
    var a = f.atMost(f.let("a", abs(x)), p.tanhHigh());
    var reduced = reduce(f.let("twice", add(a, a)), p.bias);
    var power = f.let("power", power(reduced));
    var u = f.let("u", fma(power, expMinusOne(reduced.r()), sub(power, f.c(1))));
    return f.withSign(div(u, add(u, f.c(2))), x);
  }

  private Expr sigmoid(Expr x) {
    var e = f.let("e", exp(f.atLeast(f.let("a", Expr.apply(ScalarFn.NEG, abs(x))), p.expLow())));
    return div(select(lt(x, f.c(0)), e, f.c(1)), add(e, f.c(1)));
  }

  /// Relative error of the approximation 1.8e-8. Rounding may lift the quotient above 1, where it is cut.
  private Expr erfSingle(Expr x) {
    var a = f.atMost(f.let("a", abs(x)), 3.96);
    var y = f.let("y", mul(a, a));
    var above = f.polynomial(y, 1.4386394023895264, 0.24181754887104034, 0.06714967638254166, 0.004766223020851612,
        0.00036344071850180626, 2.6346492632001173e-06);
    var below = f.polynomial(y, 1.274960994720459, 0.639291524887085, 0.14511458575725555, 0.019015079364180565,
        0.0014756002929061651, 4.879241168964654e-05);
    return f.withSign(f.atMost(f.let("quotient", div(mul(a, above), below)), 1), x);
  }

  /// Relative error of the approximations 7e-18 and 1.3e-18.
  private Expr erfDouble(Expr x) {
    var a = f.atMost(f.let("a", abs(x)), 6);
    var y = f.let("y", mul(a, a));
    var small = f.let("small", lt(a, f.c(1)));
    var near = mul(a, f.polynomial(y, 1.1283791670955126, -0.37612638903183343, 0.11283791670936955,
        -0.026866170641960584, 0.005223977596754516, -0.0008548325486227838, 0.00012055280543519152,
        -1.492446673743588e-05, 1.6444166502736468e-06, -1.618413106715668e-07, 1.3617379257637769e-08,
        -7.609215799186926e-10));
    var reduced = reduce(f.let("minusY", Expr.apply(ScalarFn.NEG, y)), p.bias);
    var power = mul(add(expMinusOne(reduced.r()), f.c(1)), power(reduced));
    var above = f.polynomial(a, 0.999999889064232, 1.3901120923204444, 0.9489423483713333, 0.373253859013525,
        0.08423884087292295, 0.00891377548671873);
    var below = f.polynomial(a, 1, 2.51849008904637, 2.790759984999763, 1.756033103575004, 0.669534683219323,
        0.1493055292621587, 0.015799379013532518);
    return f.withSign(select(small, near, sub(f.c(1), div(mul(power, above), below))), x);
  }
}
