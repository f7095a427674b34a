package io.sinter.ir.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Exactness;
import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.KernelCode;
import io.sinter.runtime.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementaryFunctionsTest {
  private static final int LANES = 1024;
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final float NAN = Float.NaN;

  private static KernelCode code(ScalarFn fn, DType type) {
    var counter = new AtomicInteger();
    var layout = Layout.dense(Shape.of(LANES));
    var names = List.of("x", "z").subList(0, fn.arity());
    var args = names.stream().<Expr>map(n -> new Expr.Fetch(n, type, Dim.ZERO, LANES, Optional.empty())).toList();
    var meaning = ScalarDefinitions.expand(fn, args, hint -> hint + counter.getAndIncrement());
    var parts = new ArrayList<Stmt>(meaning.lets());
    parts.add(new Stmt.Put("y", Dim.ZERO, meaning.value(), Optional.empty()));
    var buffers = new ArrayList<Buffer>();
    names.forEach(n -> buffers.add(new Buffer(n, Buffer.Role.IN, type, Shape.of(LANES), layout)));
    buffers.add(new Buffer("y", Buffer.Role.OUT, type, Shape.of(LANES), layout));
    return KernelInterpreter.prepare(new Kernel.Flat("k", List.of(), buffers, new Stmt.Block(parts)));
  }

  private static float[] floats(ScalarFn fn, float[]... x) {
    return (float[]) run(fn, DType.F32, x[0].length, Arrays.copyOf(x, x.length, Object[].class));
  }

  private static double[] doubles(ScalarFn fn, double[]... x) {
    return (double[]) run(fn, DType.F64, x[0].length, Arrays.copyOf(x, x.length, Object[].class));
  }

  private static Object run(ScalarFn fn, DType type, int n, Object... x) {
    var arrays = new Object[x.length + 1];
    for (int i = 0; i <= x.length; i++) {
      arrays[i] = type.newArray(LANES);
      if (i < x.length) {
        System.arraycopy(x[i], 0, arrays[i], 0, n);
      }
    }
    code(fn, type).run(arrays, new int[0], 0, 1);
    var y = type.newArray(n);
    System.arraycopy(arrays[x.length], 0, y, 0, n);
    return y;
  }

  private static float[] of(float... x) {
    return x;
  }

  private static int ulps(ScalarFn fn) {
    return fn.exactness() instanceof Exactness.Ulps(int count) ? count : 0;
  }

  private static double inDouble(ScalarFn fn, double x, double y) {
    return switch (fn) {
      case EXPM1 -> StrictMath.expm1(x);
      case LOG1P -> StrictMath.log1p(x);
      case POW -> Math.abs(x) == 1 && Double.isInfinite(y) || x == 1 ? 1 : StrictMath.pow(x, y);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TAN -> StrictMath.tan(x);
      case ASIN -> StrictMath.asin(x);
      case ACOS -> StrictMath.acos(x);
      case ATAN -> StrictMath.atan(x);
      case SINH -> StrictMath.sinh(x);
      case COSH -> StrictMath.cosh(x);
      case ASINH -> Math.copySign(StrictMath.log1p(Math.abs(x) + x * x / (1 + Math.sqrt(x * x + 1))), x);
      case ACOSH -> x < 1 ? Double.NaN : StrictMath.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
      case ATANH -> StrictMath.log1p(2 * x / (1 - x)) / 2;
      default -> throw new IllegalArgumentException(fn.toString());
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPM1", "LOG1P", "POW", "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "SINH", "COSH", "ASINH",
      "ACOSH", "ATANH"})
  void singleResultsAreAsCloseAsDeclared(ScalarFn fn) {
    var code = code(fn, DType.F32);
    var random = new Random(fn.ordinal());
    var x = new float[LANES];
    var z = new float[LANES];
    var y = new float[LANES];
    double worst = 0;
    for (int run = 0; run < 600; run++) {
      for (int i = 0; i < LANES; i++) {
        double gauss = random.nextGaussian();
        x[i] = switch (run % 4) {
          case 0 -> Float.intBitsToFloat(random.nextInt());
          case 1 -> (float) gauss * (1 + run % 30);
          case 2 -> random.nextFloat() * 2 - 1;
          default -> (float) (1 + gauss * Math.pow(10, -(run % 7)));
        };
        z[i] = run % 3 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextGaussian() * (run % 50);
      }
      code.run(fn.arity() == 2 ? new Object[] {x, z, y} : new Object[] {x, y}, new int[0], 0, 1);
      for (int i = 0; i < LANES; i++) {
        double wanted = inDouble(fn, x[i], z[i]);
        float near = (float) wanted;
        if (Float.isNaN(near) || Float.isInfinite(near)) {
          assertThat(Float.compare(y[i], near)).as("%s(%s, %s) is %s", fn, x[i], z[i], y[i]).isZero();
        } else {
          worst = Math.max(worst, Math.abs(y[i] - wanted) / Math.ulp(near));
        }
      }
    }
    assertThat(worst).isLessThanOrEqualTo(ulps(fn)).isGreaterThan(ulps(fn) - 1.5);
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPM1", "LOG1P", "POW", "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "SINH", "COSH", "ASINH",
      "ACOSH", "ATANH"})
  void doubleResultsAreAsCloseAsDeclared(ScalarFn fn) {
    var random = new Random(fn.ordinal());
    var x = new double[LANES];
    var z = new double[LANES];
    for (int i = 0; i < LANES; i++) {
      double gauss = random.nextGaussian();
      double scaled = gauss * Math.pow(10, -(i % 9));
      z[i] = gauss * 20;
      x[i] = switch (fn) {
        case SIN, COS, TAN -> i % 3 == 0 ? gauss * Math.pow(10, i % 300) : i % 3 == 1 ? gauss * 3 : scaled;
        case ASIN, ACOS, ATANH -> (i % 3 == 0 ? 1 - Math.pow(10, -1 - i % 6) : 1) * (random.nextDouble() * 2 - 1);
        case ACOSH -> 1 + Math.abs(i % 3 == 0 ? gauss * Math.pow(10, i % 20) : scaled);
        case LOG1P -> Math.max(-0.999, i % 3 == 0 ? gauss * Math.pow(10, i % 20) : scaled);
        case POW -> Math.exp(scaled * 3);
        case SINH, COSH, EXPM1 -> i % 3 == 0 ? gauss * 100 : gauss;
        default -> i % 3 == 0 ? gauss * Math.pow(10, i % 20) : scaled;
      };
    }
    double[] y = fn.arity() == 2 ? doubles(fn, x, z) : doubles(fn, x);
    for (int i = 0; i < LANES; i++) {
      var wanted = exact(fn, new BigDecimal(x[i]), new BigDecimal(z[i]));
      var error = new BigDecimal(y[i]).subtract(wanted, ExactValues.DIGITS).abs();
      double unit = Math.ulp(wanted.doubleValue());
      assertThat(error.divide(new BigDecimal(unit), ExactValues.DIGITS).doubleValue()).as("%s(%s, %s)", fn, x[i], z[i])
          .isLessThanOrEqualTo(ulps(fn));
    }
  }

  private static BigDecimal exact(ScalarFn fn, BigDecimal x, BigDecimal y) {
    var one = BigDecimal.ONE;
    var half = new BigDecimal("0.5");
    return switch (fn) {
      case EXPM1 -> ExactValues.exp(x).subtract(one);
      case LOG1P -> ExactValues.log(x.add(one));
      case POW -> ExactValues.exp(ExactValues.log(x).multiply(y));
      case SIN -> ExactValues.sin(x);
      case COS -> ExactValues.cos(x);
      case TAN -> ExactValues.sin(x).divide(ExactValues.cos(x), ExactValues.DIGITS);
      case ASIN -> ExactValues.asin(x);
      case ACOS -> ExactValues.acos(x);
      case ATAN -> ExactValues.atan(x);
      case SINH -> ExactValues.exp(x).subtract(ExactValues.exp(x.negate())).multiply(half);
      case COSH -> ExactValues.exp(x).add(ExactValues.exp(x.negate())).multiply(half);
      case ASINH -> ExactValues.log(x.abs().add(x.multiply(x).add(one).sqrt(ExactValues.DIGITS)))
          .multiply(new BigDecimal(x.signum()));
      case ACOSH -> ExactValues.log(x.add(x.multiply(x).subtract(one).sqrt(ExactValues.DIGITS)));
      case ATANH -> ExactValues.log(one.add(x).divide(one.subtract(x), ExactValues.DIGITS)).multiply(half);
      default -> throw new IllegalArgumentException(fn.toString());
    };
  }

  @Test
  void anglesOfEveryMagnitudeAreReducedExactly() {
    float[] x = of(Float.MAX_VALUE, 16367173 * 0x1p72f, 1e22f, (float) Math.PI, 355, 0x1p-149f, 0x1.921fb4p-1f, 1e30f);
    var sin = floats(ScalarFn.SIN, x);
    var cos = floats(ScalarFn.COS, x);
    for (int i = 0; i < x.length; i++) {
      assertThat(sin[i]).as("sin(%s)", x[i]).isCloseTo(ExactValues.sin(new BigDecimal(x[i])).floatValue(), ulp(sin[i]));
      assertThat(cos[i]).as("cos(%s)", x[i]).isCloseTo(ExactValues.cos(new BigDecimal(x[i])).floatValue(), ulp(cos[i]));
    }
    // the double nearest to a multiple of pi/2 (Kahan, McDonald)
    double hard = 0x1.6ac5b262ca1ffp+849;
    assertThat(doubles(ScalarFn.COS, new double[] {hard, Double.MAX_VALUE}))
        .containsExactly(ExactValues.cos(new BigDecimal(hard)).doubleValue(), Math.cos(Double.MAX_VALUE));
  }

  private static Offset<Float> ulp(float x) {
    return Offset.offset(1.5f * Math.ulp(x));
  }

  @Test
  void infiniteAnglesHaveNoSine() {
    for (var fn : List.of(ScalarFn.SIN, ScalarFn.COS, ScalarFn.TAN)) {
      assertThat(floats(fn, of(INF, -INF, NAN))).containsExactly(NAN, NAN, NAN);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIN", "TAN", "ASIN", "ATAN", "SINH", "ASINH", "ATANH", "EXPM1", "LOG1P"})
  void functionsThroughTheOriginKeepZerosAndTheSmallest(ScalarFn fn) {
    assertThat(floats(fn, of(0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, NAN)))
        .containsExactly(0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, NAN);
    assertThat(doubles(fn, new double[] {0, -0.0, Double.MIN_VALUE, 1e-300}))
        .containsExactly(0, -0.0, Double.MIN_VALUE, 1e-300);
  }

  @Test
  void outsideOfTheirDomainFunctionsAreNan() {
    assertThat(floats(ScalarFn.ASIN, of(1.0000001f, -2, INF))).containsExactly(NAN, NAN, NAN);
    assertThat(floats(ScalarFn.ACOS, of(1.0000001f, -2, INF))).containsExactly(NAN, NAN, NAN);
    assertThat(floats(ScalarFn.ACOSH, of(0.9999999f, -2, -INF))).containsExactly(NAN, NAN, NAN);
    assertThat(floats(ScalarFn.ATANH, of(1.0000001f, -2, INF))).containsExactly(NAN, NAN, NAN);
    assertThat(floats(ScalarFn.LOG1P, of(-1.0000001f, -2, -INF))).containsExactly(NAN, NAN, NAN);
  }

  @Test
  void limitsAreReached() {
    assertThat(floats(ScalarFn.ATAN, of(INF, -INF))).containsExactly((float) (Math.PI / 2), (float) (-Math.PI / 2));
    assertThat(floats(ScalarFn.ACOS, of(1, -1))).containsExactly(0, (float) Math.PI);
    assertThat(floats(ScalarFn.ASIN, of(1, -1))).containsExactly((float) (Math.PI / 2), (float) (-Math.PI / 2));
    assertThat(floats(ScalarFn.SINH, of(INF, -INF, 89.5f, -89.5f))).containsExactly(INF, -INF, INF, -INF);
    assertThat(floats(ScalarFn.SINH, of(89))[0]).isCloseTo((float) Math.sinh(89), ulp(2e38f));
    assertThat(floats(ScalarFn.COSH, of(INF, -INF, 0, 89.5f))).containsExactly(INF, INF, 1, INF);
    assertThat(floats(ScalarFn.ASINH, of(INF, -INF))).containsExactly(INF, -INF);
    assertThat(floats(ScalarFn.ACOSH, of(INF, 1))).containsExactly(INF, 0);
    assertThat(floats(ScalarFn.ATANH, of(1, -1))).containsExactly(INF, -INF);
    assertThat(floats(ScalarFn.EXPM1, of(INF, -INF, 89, -100))).containsExactly(INF, -1, INF, -1);
    assertThat(floats(ScalarFn.LOG1P, of(INF, -1))).containsExactly(INF, -INF);
  }

  /// IEEE 754-2019, 9.2.1.
  @Test
  void powersHaveTheSpecialValuesOfTheStandard() {
    float[][] cases = {
      {NAN, 0, 1}, {NAN, -0f, 1}, {INF, 0, 1}, {0, 0, 1}, {1, NAN, 1}, {1, INF, 1}, {-1, INF, 1}, {-1, -INF, 1},
      {0, -3, INF}, {-0f, -3, -INF}, {-0f, -2, INF}, {0, -0.5f, INF}, {0, -INF, INF}, {-0f, -INF, INF},
      {0, 3, 0}, {-0f, 3, -0f}, {-0f, 2, 0}, {-0f, 0.5f, 0}, {0.5f, INF, 0}, {-0.5f, INF, 0}, {0.5f, -INF, INF},
      {2, INF, INF}, {-2, INF, INF}, {2, -INF, 0}, {INF, 0.1f, INF}, {INF, -0.1f, 0}, {-INF, 3, -INF}, {-INF, 2, INF},
      {-INF, 0.5f, INF}, {-INF, -3, -0f}, {-INF, -2, 0}, {-8, 1f / 3, NAN}, {-2, 3, -8}, {-2, -2, 0.25f},
      {NAN, 1, NAN}, {2, NAN, NAN}, {-2, NAN, NAN}, {-1, 16777217, 1}, {2, 128, INF}, {2, -149, 0x1p-149f},
      {2, -200, 0}, {10, 2, 100}, {3, 4, 81}};
    for (var type : List.of(DType.F32, DType.F64)) {
      double[] x = IntStream.range(0, cases.length).mapToDouble(i -> cases[i][0]).toArray();
      double[] z = IntStream.range(0, cases.length).mapToDouble(i -> cases[i][1]).toArray();
      for (int i = 0; i < cases.length; i++) {
        boolean wide = type == DType.F64 && Math.abs(z[i]) > 100 && !Double.isInfinite(z[i]);
        double y = type == DType.F64 ? doubles(ScalarFn.POW, new double[] {x[i]}, new double[] {z[i]})[0]
            : floats(ScalarFn.POW, of(cases[i][0]), of(cases[i][1]))[0];
        double wanted = wide ? StrictMath.pow(x[i], z[i]) : cases[i][2];
        assertThat(Double.compare(y, wanted)).as("%s: %s^%s is %s", type, x[i], z[i], y).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPM1", "LOG1P", "POW", "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "SINH", "COSH", "ASINH",
      "ACOSH", "ATANH"})
  void definitionsArePrimitiveAndFitTheirMethods(ScalarFn fn) {
    for (var type : List.of(DType.F32, DType.F64)) {
      var args = IntStream.range(0, fn.arity())
          .<Expr>mapToObj(i -> new Expr.Read(Local.scalar("x" + i, type))).toList();
      var meaning = ScalarDefinitions.expand(fn, args, hint -> hint);
      var parts = new ArrayList<>(meaning.lets().stream().map(Stmt.Set::value).toList());
      parts.add(meaning.value());
      var count = new AtomicInteger();
      parts.forEach(e -> e.map(part -> {
        if (part instanceof Expr.Apply a) {
          assertThat(a.fn().isPrimitive()).isTrue();
          count.incrementAndGet();
        }
        return part;
      }));
      assertThat(count.get()).as(type.toString()).isLessThanOrEqualTo(type == DType.F32 ? 140 : 170);
    }
  }
}
