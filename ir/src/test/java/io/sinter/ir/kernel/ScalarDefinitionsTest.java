package io.sinter.ir.kernel;

import static io.sinter.ir.kernel.ExactValues.DIGITS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Exactness;
import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.KernelCode;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalarDefinitionsTest {
  private static final int LANES = 1024;

  /// `y = fn(x)` on `LANES` elements.
  private static Kernel.Flat kernel(ScalarFn fn, DType type) {
    var counter = new AtomicInteger();
    var x = new Expr.Fetch("x", type, Dim.ZERO, LANES, Optional.empty());
    return kernel(ScalarDefinitions.expand(fn, List.of(x), hint -> hint + counter.getAndIncrement()), type);
  }

  private static Kernel.Flat kernel(ScalarDefinitions.Expansion meaning, DType type) {
    var parts = new java.util.ArrayList<Stmt>(meaning.lets());
    parts.add(new Stmt.Put("y", Dim.ZERO, meaning.value(), Optional.empty()));
    var layout = Layout.dense(Shape.of(LANES));
    return new Kernel.Flat("k", List.of(), List.of(
        new Buffer("x", Buffer.Role.IN, type, Shape.of(LANES), layout),
        new Buffer("y", Buffer.Role.OUT, type, Shape.of(LANES), layout)), new Stmt.Block(parts));
  }

  private static KernelCode code(ScalarFn fn, DType type) {
    return KernelInterpreter.prepare(kernel(fn, type));
  }

  private static float[] floats(ScalarFn fn, float... x) {
    var in = java.util.Arrays.copyOf(x, LANES);
    var y = new float[LANES];
    code(fn, DType.F32).run(new Object[] {in, y}, new int[0], 0, 1);
    return java.util.Arrays.copyOf(y, x.length);
  }

  private static double[] doubles(ScalarFn fn, double... x) {
    var in = java.util.Arrays.copyOf(x, LANES);
    var y = new double[LANES];
    code(fn, DType.F64).run(new Object[] {in, y}, new int[0], 0, 1);
    return java.util.Arrays.copyOf(y, x.length);
  }

  private static int ulps(ScalarFn fn) {
    return fn.exactness() instanceof Exactness.Ulps(int count) ? count : 0;
  }

  private static DoubleUnaryOperator inDouble(ScalarFn fn) {
    return switch (fn) {
      case EXP -> StrictMath::exp;
      case LOG -> StrictMath::log;
      case TANH -> StrictMath::tanh;
      case SIGMOID -> x -> x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : 1 / (1 + StrictMath.exp(-x));
      case ERF -> ScalarDefinitionsTest::erf;
      default -> throw new IllegalArgumentException(fn.toString());
    };
  }

  /// By its series, and by its continued fraction where that converges faster.
  private static double erf(double x) {
    double a = Math.abs(x);
    if (a < 2.5) {
      double sum = 0;
      double term = x;
      for (int n = 0; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
        sum += term / (2 * n + 1);
        term *= -x * x / (n + 1);
      }
      return 2 / Math.sqrt(Math.PI) * sum;
    }
    double fraction = 0;
    for (int k = 80; k > 0; k--) {
      fraction = k / 2.0 / (a + fraction);
    }
    double rest = a > 6 ? 0 : StrictMath.exp(-x * x) / Math.sqrt(Math.PI) / (a + fraction);
    return Math.copySign(1 - rest, x);
  }

  @ParameterizedTest
  @EnumSource(names = {"EXP", "LOG", "TANH", "SIGMOID", "ERF"})
  void singleResultsAreAsCloseAsDeclared(ScalarFn fn) {
    var code = code(fn, DType.F32);
    var random = new Random(fn.ordinal());
    var exact = inDouble(fn);
    var x = new float[LANES];
    var y = new float[LANES];
    double worst = 0;
    for (int run = 0; run < 1500; run++) {
      for (int i = 0; i < LANES; i++) {
        x[i] = run % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextGaussian() * (1 + run % 30);
      }
      code.run(new Object[] {x, y}, new int[0], 0, 1);
      for (int i = 0; i < LANES; i++) {
        double wanted = exact.applyAsDouble(x[i]);
        float near = (float) wanted;
        if (Float.isNaN(near) || Float.isInfinite(near)) {
          assertThat(Float.compare(y[i], near)).as("%s(%s) is %s", fn, x[i], y[i]).isZero();
        } else {
          worst = Math.max(worst, Math.abs(y[i] - wanted) / Math.ulp(near));
        }
      }
    }
    assertThat(worst).isLessThanOrEqualTo(ulps(fn)).isGreaterThan(ulps(fn) - 1.5);
  }

  @ParameterizedTest
  @EnumSource(names = {"EXP", "LOG", "TANH", "SIGMOID", "ERF"})
  void doubleResultsAreAsCloseAsDeclared(ScalarFn fn) {
    var random = new Random(fn.ordinal());
    double[] x = random.doubles(LANES).toArray();
    for (int i = 0; i < LANES; i++) {
      double gauss = random.nextGaussian();
      x[i] = switch (fn) {
        case EXP -> i % 3 == 0 ? x[i] * 1454 - 745 : gauss * 3;
        case LOG -> i % 3 == 0 ? Math.exp(gauss * 200) : i % 3 == 1 ? 0.6 + x[i] : 1 + gauss * 1e-4;
        case SIGMOID -> i % 3 == 0 ? x[i] * 1490 - 745 : gauss * 3;
        default -> i % 3 == 0 ? x[i] * 12 - 6 : gauss * Math.pow(10, -(i % 9));
      };
    }
    double[] y = doubles(fn, x);
    for (int i = 0; i < LANES; i++) {
      var wanted = exact(fn, new BigDecimal(x[i]));
      var error = new BigDecimal(y[i]).subtract(wanted, DIGITS).abs();
      double unit = Math.ulp(wanted.doubleValue());
      assertThat(error.divide(new BigDecimal(unit), DIGITS).doubleValue()).as("%s(%s)", fn, x[i])
          .isLessThanOrEqualTo(ulps(fn));
    }
  }

  private static BigDecimal exact(ScalarFn fn, BigDecimal x) {
    var one = BigDecimal.ONE;
    return switch (fn) {
      case EXP -> ExactValues.exp(x);
      case LOG -> ExactValues.log(x);
      case TANH -> {
        var e = ExactValues.exp(x.multiply(BigDecimal.TWO));
        yield e.subtract(one).divide(e.add(one), DIGITS);
      }
      case SIGMOID -> one.divide(ExactValues.exp(x.negate()).add(one), DIGITS);
      case ERF -> {
        // 2/sqrt(pi) e^(-x^2) (x + 2 x^3/3 + 4 x^5/(3 5) + …)
        var square = x.multiply(x, DIGITS);
        var term = x;
        var sum = x;
        for (int n = 1; n < 250; n++) {
          term = term.multiply(square).multiply(BigDecimal.TWO).divide(new BigDecimal(2 * n + 1), DIGITS);
          sum = sum.add(term, DIGITS);
        }
        var pi = new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459");
        yield sum.multiply(ExactValues.exp(square.negate())).multiply(BigDecimal.TWO).divide(pi.sqrt(DIGITS), DIGITS);
      }
      default -> throw new IllegalArgumentException(fn.toString());
    };
  }

  @Test
  void expKeepsZerosInfinitiesAndDenormals() {
    float inf = Float.POSITIVE_INFINITY;
    assertThat(floats(ScalarFn.EXP, 0f, -0f, inf, -inf, Float.NaN, 88.72284f, 88.7229f, -103.9f, -104f, -1e30f))
        .containsExactly(1, 1, inf, 0, Float.NaN, (float) Math.exp(88.72284f), inf, 1e-45f, 0, 0);
    assertThat(doubles(ScalarFn.EXP, 0, inf, -inf, Double.NaN, 709.79, -745.13, -745.14))
        .containsExactly(1, inf, 0, Double.NaN, inf, Double.MIN_VALUE, 0);
  }

  @Test
  void logOfZeroNegativeInfiniteAndTiny() {
    float inf = Float.POSITIVE_INFINITY;
    assertThat(floats(ScalarFn.LOG, 0f, -0f, -1f, -inf, inf, Float.NaN, 1f, Float.MIN_VALUE))
        .containsExactly(-inf, -inf, Float.NaN, Float.NaN, inf, Float.NaN, 0, (float) Math.log(Float.MIN_VALUE));
    assertThat(doubles(ScalarFn.LOG, 0, -0.0, -1, -inf, inf, Double.NaN, 1, Double.MIN_VALUE))
        .containsExactly(-inf, -inf, Double.NaN, Double.NaN, inf, Double.NaN, 0, Math.log(Double.MIN_VALUE));
  }

  @ParameterizedTest
  @EnumSource(names = {"TANH", "ERF"})
  void oddFunctionsKeepTheSignAndStayWithinOne(ScalarFn fn) {
    float inf = Float.POSITIVE_INFINITY;
    assertThat(floats(fn, 0f, -0f, inf, -inf, Float.NaN, 50, -50)).containsExactly(0f, -0f, 1, -1, Float.NaN, 1, -1);
    assertThat(doubles(fn, 0, -0.0, inf, -inf, Double.NaN, 50, -50))
        .containsExactly(0.0, -0.0, 1, -1, Double.NaN, 1, -1);
    for (int base = 0; base < 40; base++) {
      var x = new float[LANES];
      for (int i = 0; i < LANES; i++) {
        x[i] = base * 0.25f + i / 4096f;
      }
      var y = floats(fn, x);
      var minus = x.clone();
      for (int i = 0; i < LANES; i++) {
        minus[i] = -x[i];
        assertThat(y[i]).isBetween(0f, 1f);
      }
      var opposite = floats(fn, minus);
      for (int i = 0; i < LANES; i++) {
        assertThat(opposite[i]).isEqualTo(-y[i]);
      }
    }
  }

  @Test
  void expOfNumbersThatAreAtMostZeroHasTheBitsOfExp() {
    var random = new Random(5);
    for (var type : List.of(DType.F32, DType.F64)) {
      var counter = new AtomicInteger();
      var x = new Expr.Fetch("x", type, Dim.ZERO, LANES, Optional.empty());
      var code = KernelInterpreter.prepare(
          kernel(ScalarDefinitions.expAtMostZero(x, hint -> hint + counter.getAndIncrement()), type));
      double end = type == DType.F32 ? 104 : 746;
      for (int run = 0; run < 500; run++) {
        var given = random.doubles(LANES, -end, 0).toArray();
        var odd = new double[] {0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, -Double.MAX_VALUE, -end, -1e-300};
        System.arraycopy(odd, 0, given, 0, odd.length);
        var in = Tensor.fromDoubles(type, new long[] {LANES}, given);
        var y = type.newArray(LANES);
        var wanted = type.newArray(LANES);
        code.run(new Object[] {in.array(), y}, new int[0], 0, 1);
        code(ScalarFn.EXP, type).run(new Object[] {in.array(), wanted}, new int[0], 0, 1);
        assertThat(y).isEqualTo(wanted);
      }
    }
  }

  @Test
  void sigmoidReachesItsLimits() {
    float inf = Float.POSITIVE_INFINITY;
    assertThat(floats(ScalarFn.SIGMOID, 0f, -0f, inf, -inf, Float.NaN, -100f))
        .containsExactly(0.5f, 0.5f, 1, 0, Float.NaN, (float) Math.exp(-100));
    assertThat(doubles(ScalarFn.SIGMOID, 0, inf, -inf, Double.NaN, -740))
        .containsExactly(0.5, 1, 0, Double.NaN, Math.exp(-740));
  }

  @Test
  void reluKeepsNanAndMinusZero() {
    assertThat(floats(ScalarFn.RELU, -1f, -0f, 0f, 2f, Float.NaN, Float.NEGATIVE_INFINITY))
        .containsExactly(0f, -0f, 0f, 2f, Float.NaN, 0f);
  }

  @ParameterizedTest
  @EnumSource(names = {"RELU", "EXP", "LOG", "TANH", "SIGMOID", "ERF"})
  void definitionsAreSmallAndPrimitive(ScalarFn fn) {
    for (var type : List.of(DType.F32, DType.F64)) {
      var count = new AtomicInteger();
      kernel(fn, type).body().mapExprs(e -> e.map(part -> {
        if (part instanceof Expr.Apply a) {
          assertThat(a.fn().isPrimitive()).isTrue();
          count.incrementAndGet();
        }
        return part;
      }));
      assertThat(count.get()).as(type.toString()).isLessThanOrEqualTo(type == DType.F32 ? 35 : 70);
    }
  }

  @Test
  void argumentsThatAreLocalsAreNotNamedAgain() {
    UnaryOperator<String> fresh = hint -> hint;
    var x = new Expr.Read(Local.scalar("v", DType.F32));
    var meaning = ScalarDefinitions.expand(ScalarFn.RELU, List.of(x), fresh);
    assertThat(meaning.lets()).isEmpty();
    assertThat(KernelText.print(meaning.value())).isEqualTo("select(lt(v:f32, 0.0), 0.0, v)");
  }
}
