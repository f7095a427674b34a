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
/// `exp` is 21 operations, which its Horner steps would repeat to several hundred. Nothing in a definition branches,
/// traps or reads memory, so that it may stand wherever its value is needed, masked or not.
///
/// | function | method | f32 | f64 |
/// |---|---|---|---|
/// | exp | `2^n e^r`, ln 2 in two parts (Cody and Waite, 1980), a polynomial, two scalings | 1.04 | 0.93 |
/// | log | `n ln 2 + log(m)`, `log` as `2 atanh(f/(2 + f))` (Tang, 1990) with a polynomial | 0.83 | 0.79 |
/// | tanh | `u/(u + 2)` with `u = e^(2x) - 1` from the reduced parts of exp | 2.54 | 2.0 |
/// | sigmoid | `1/(1 + e^-x)`, for negative x `e^x/(1 + e^x)` | 2.33 | 2.0 |
/// | erf | f32: one rational function of x^2; f64: below 1 a polynomial, above `1 - e^(-x^2) R(x)` | 5.3 | 1.5 |
/// | expm1 | `2 (2^(n-1) u + 2^(n-1) - 1/2)` with `u = e^r - 1` | 1.53 | 1.5 |
/// | log1p | log of `w = 1 + x`, what `w` lost added as a quotient | 0.82 | 0.8 |
/// | pow | `e^(y log x)`, the logarithm and the product in two parts | 1.15 | 1.1 |
/// | sin, cos | [QuarterTurns], then polynomials with the angle's second part | 0.81 | 0.8 |
/// | tan | their quotient | 2.16 | 2.1 |
/// | asin | above 1/2 by `pi/2 - 2 asin(sqrt((1 - x)/2))`, a polynomial | 2.36 | 2.2 |
/// | acos | likewise | 1.12 | 1.1 |
/// | atan | reduced by `pi/4` and `pi/2`, a polynomial | 1.82 | 1.8 |
/// | sinh | below 1 a polynomial, above `h - 1/(4h)` with `h = e^x/2` | 1.60 | 1.5 |
/// | cosh | `h + 1/(4h)` | 1.44 | 1.4 |
/// | asinh, acosh, atanh | log1p of the sum or quotient | 2.01 | 2.0 |
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

  private final Precision p;
  private final Formula f;
  private final Exponentials exponentials;

  private ScalarDefinitions(Precision p, Formula f) {
    this.p = p;
    this.f = f;
    this.exponentials = new Exponentials(p, f);
  }

  /// The meaning of `fn(args)`. The lets have the lanes of the arguments.
  ///
  /// @param fresh makes a name that is new in the kernel from a hint
  public static Expansion expand(ScalarFn fn, List<Expr> args, UnaryOperator<String> fresh) {
    var type = args.getFirst().type();
    var f = new Formula(type, fresh);
    var x = f.let("x", args.getFirst());
    if (fn == ScalarFn.RELU) {
      return new Expansion(f.lets(), relu(x));
    }
    var definitions = new ScalarDefinitions(Precision.of(type), f);
    var value = fn == ScalarFn.POW ? definitions.power(x, f.let("y", args.get(1))) : definitions.of(fn, x);
    return new Expansion(f.lets(), value);
  }

  /// The meaning of `exp(x)` where `x` is known to be at most 0 or NaN: the same bits, with fewer operations.
  ///
  /// @param fresh makes a name that is new in the kernel from a hint
  public static Expansion expAtMostZero(Expr x, UnaryOperator<String> fresh) {
    var f = new Formula(x.type(), fresh);
    var value = new Exponentials(Precision.of(x.type()), f).fading(f.let("x", x));
    return new Expansion(f.lets(), value);
  }

  private static Expr relu(Expr x) {
    var zero = new Expr.Const(x.type(), 0);
    return select(lt(x, zero), zero, x);
  }

  private Expr power(Expr x, Expr y) {
    return new Powers(p, f, exponentials).power(x, y);
  }

  private Expr of(ScalarFn fn, Expr x) {
    return switch (fn) {
      case EXP -> exponentials.exp(x);
      case EXPM1 -> exponentials.expMinusOneOf(x);
      case LOG -> exponentials.log(x);
      case LOG1P -> exponentials.logOnePlus(x);
      case TANH -> exponentials.tanh(x);
      case SIGMOID -> exponentials.sigmoid(x);
      case SINH -> new Hyperbolics(p, f, exponentials).sinh(x);
      case COSH -> new Hyperbolics(p, f, exponentials).cosh(x);
      case ASINH -> new Hyperbolics(p, f, exponentials).asinh(x);
      case ACOSH -> new Hyperbolics(p, f, exponentials).acosh(x);
      case ATANH -> new Hyperbolics(p, f, exponentials).atanh(x);
      case SIN -> new Trigonometry(p, f).sin(x);
      case COS -> new Trigonometry(p, f).cos(x);
      case TAN -> new Trigonometry(p, f).tan(x);
      case ASIN -> new InverseTrigonometry(p, f).asin(x);
      case ACOS -> new InverseTrigonometry(p, f).acos(x);
      case ATAN -> new InverseTrigonometry(p, f).atan(x);
      case ERF -> p == Precision.SINGLE ? erfSingle(x) : erfDouble(x);
      case ADD, SUB, MUL, DIV, MAX, MIN, FMA, NEG, ABS, SQRT, FLOOR, CEIL, ROUND, LT, LE, EQ, AND, OR, XOR, NOT, SHL,
          SHR, SELECT, RELU, POW -> throw new IllegalArgumentException(fn + " has no definition here");
    };
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
    var reduced = exponentials.reduce(f.let("minusY", Expr.apply(ScalarFn.NEG, y)), p.bias);
    var power = mul(add(exponentials.expMinusOne(reduced.r()), f.c(1)), exponentials.power(reduced));
    var above = f.polynomial(a, 0.999999889064232, 1.3901120923204444, 0.9489423483713333, 0.373253859013525,
        0.08423884087292295, 0.00891377548671873);
    var below = f.polynomial(a, 1, 2.51849008904637, 2.790759984999763, 1.756033103575004, 0.669534683219323,
        0.1493055292621587, 0.015799379013532518);
    return f.withSign(select(small, near, sub(f.c(1), div(mul(power, above), below))), x);
  }
}
