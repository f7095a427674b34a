package io.sinter.models;

import static io.sinter.models.Traces.apply;
import static io.sinter.models.Traces.bools;
import static io.sinter.models.Traces.floats;
import static io.sinter.models.Traces.longs;
import static io.sinter.models.Traces.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.trace.Traced;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ElementwiseTest {
  private record Unary(UnaryOperator<Traced> traced, DoubleUnaryOperator expected, double low, double high) {}

  private static final Map<String, Unary> UNARY = Map.ofEntries(
      unary("negate", Traced::negate, x -> -x, -3, 3),
      unary("abs", Traced::abs, Math::abs, -3, 3),
      unary("sign", Traced::sign, Math::signum, -3, 3),
      unary("square", Traced::square, x -> x * x, -3, 3),
      unary("sqrt", Traced::sqrt, Math::sqrt, 0, 9),
      unary("rsqrt", Traced::rsqrt, x -> 1 / Math.sqrt(x), 0.1, 9),
      unary("reciprocal", Traced::reciprocal, x -> 1 / x, 0.1, 9),
      unary("floor", Traced::floor, Math::floor, -3, 3),
      unary("ceil", Traced::ceil, Math::ceil, -3, 3),
      unary("round", Traced::round, Math::rint, -3, 3),
      unary("exp", Traced::exp, Math::exp, -3, 3),
      unary("expm1", Traced::expm1, Math::expm1, -3, 3),
      unary("log", Traced::log, Math::log, 0.1, 9),
      unary("log1p", Traced::log1p, Math::log1p, -0.9, 9),
      unary("sin", Traced::sin, Math::sin, -9, 9),
      unary("cos", Traced::cos, Math::cos, -9, 9),
      unary("tan", Traced::tan, Math::tan, -1, 1),
      unary("asin", Traced::asin, Math::asin, -1, 1),
      unary("acos", Traced::acos, Math::acos, -1, 1),
      unary("atan", Traced::atan, Math::atan, -9, 9),
      unary("sinh", Traced::sinh, Math::sinh, -3, 3),
      unary("cosh", Traced::cosh, Math::cosh, -3, 3),
      unary("tanh", Traced::tanh, Math::tanh, -3, 3),
      unary("asinh", Traced::asinh, x -> Math.log(x + Math.sqrt(x * x + 1)), -3, 3),
      unary("acosh", Traced::acosh, x -> Math.log(x + Math.sqrt(x * x - 1)), 1, 9),
      unary("atanh", Traced::atanh, x -> 0.5 * Math.log((1 + x) / (1 - x)), -0.9, 0.9),
      unary("erf", Traced::erf, ElementwiseTest::erf, -2, 2),
      unary("relu", Traced::relu, x -> Math.max(x, 0), -3, 3),
      unary("leakyRelu", x -> x.leakyRelu(0.125), x -> x < 0 ? x / 8 : x, -3, 3),
      unary("elu", x -> x.elu(0.5), x -> x < 0 ? 0.5 * Math.expm1(x) : x, -3, 3),
      unary("sigmoid", Traced::sigmoid, ElementwiseTest::sigmoid, -5, 5),
      unary("hardSigmoid", x -> x.hardSigmoid(0.25, 0.5), x -> Math.clamp(0.25 * x + 0.5, 0, 1), -5, 5),
      unary("silu", Traced::silu, x -> x * sigmoid(x), -5, 5),
      unary("gelu", Traced::gelu, x -> x * 0.5 * (1 + erf(x / Math.sqrt(2))), -2, 2),
      unary("geluTanh", Traced::geluTanh,
          x -> x * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))), -3, 3),
      unary("softplus", Traced::softplus, x -> Math.log1p(Math.exp(x)), -9, 9),
      unary("softsign", Traced::softsign, x -> x / (1 + Math.abs(x)), -9, 9),
      unary("clamp", x -> x.clamp(-1, 0.5), x -> Math.clamp(x, -1, 0.5), -3, 3));

  private static Map.Entry<String, Unary> unary(
      String name, UnaryOperator<Traced> traced, DoubleUnaryOperator expected, double low, double high) {
    return Map.entry(name, new Unary(traced, expected, low, high));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /// The series of Taylor, which is good to double precision for small magnitudes.
  private static double erf(double x) {
    double sum = 0;
    double term = x;
    for (int n = 0; n < 60; n++) {
      sum += term / (2 * n + 1);
      term *= -x * x / (n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  @Test
  void functionsOfOneTensorGiveWhatTheirNamesSay() {
    UNARY.forEach((name, unary) -> {
      for (var shape : new long[][] {{}, {0}, {1}, {7}, {3, 0}, {2, 1, 5}}) {
        var unit = random(name.hashCode(), shape);
        double scale = (unary.high - unary.low) / 4;
        var x = Tensor.fromDoubles(DType.F32, shape, Arrays.stream(unit.toDoubles())
            .map(v -> unary.low + (v + 2) * scale).toArray());
        var expected = Arrays.stream(x.toDoubles()).map(unary.expected).toArray();
        var result = apply(x, unary.traced);
        assertThat(result.type()).as(name).isEqualTo(x.type());
        assertThat(result.toDoubles()).as(name).containsExactly(expected, offset(1e-5));
      }
    });
  }

  @Test
  void specialValuesStayWhatTheyAre() {
    var x = floats(Double.NaN, -0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(apply(x, Traced::isNaN)).isEqualTo(bools(true, false, false, false));
    assertThat(apply(x, Traced::sign)).isEqualTo(floats(Double.NaN, -0.0, 1, -1));
    assertThat(apply(x, Traced::relu)).isEqualTo(floats(Double.NaN, -0.0, Double.POSITIVE_INFINITY, 0));
    assertThat(apply(x, v -> v.maximum(0))).isEqualTo(floats(Double.NaN, 0, Double.POSITIVE_INFINITY, 0));
    assertThat(apply(x, v -> v.equalTo(v))).isEqualTo(bools(false, true, true, true));
    assertThat(apply(x, v -> v.notEqualTo(v))).isEqualTo(bools(true, false, false, false));
    assertThat(apply(floats(0.5, 1.5, 2.5, -0.5), Traced::round)).isEqualTo(floats(0, 2, 2, -0.0));
  }

  // ---- two tensors --------------------------------------------------------------------------------------------------

  /// The sizes of the axes of the two, of which each pair broadcasts.
  private static final long[][][] PAIRS = {
      {{}, {}}, {{3}, {}}, {{}, {0}}, {{1}, {7}}, {{7}, {7}}, {{2, 1}, {1, 3}}, {{5, 1, 3}, {2, 1}}, {{3}, {2, 0, 3}},
      {{0, 1}, {1, 4}}, {{1, 1, 1}, {2, 3, 5}}, {{2, 3, 5}, {5}}, {{2, 3, 5}, {3, 1}}, {{4, 1, 2, 1}, {3, 1, 5}}};

  private record Binary(BinaryOperator<Traced> traced, DoubleBinaryOperator expected) {}

  private static final Map<String, Binary> BINARY = Map.of(
      "plus", new Binary(Traced::plus, (x, y) -> (float) (x + y)),
      "minus", new Binary(Traced::minus, (x, y) -> (float) (x - y)),
      "times", new Binary(Traced::times, (x, y) -> (float) (x * y)),
      "dividedBy", new Binary(Traced::dividedBy, (x, y) -> (float) (x / y)),
      "minimum", new Binary(Traced::minimum, Math::min),
      "maximum", new Binary(Traced::maximum, Math::max),
      "remainder", new Binary(Traced::remainder, (x, y) -> (float) (x - y * Math.floor(x / y))));

  @Test
  void twoTensorsBroadcastAsInNumPy() {
    for (var pair : PAIRS) {
      var x = random(1, pair[0]);
      var y = random(2, pair[1]);
      var shape = Naive.common(pair[0], pair[1]);
      var a = Naive.broadcast(x, shape);
      var b = Naive.broadcast(y, shape);
      BINARY.forEach((name, binary) -> {
        var expected = new double[a.length];
        for (int i = 0; i < a.length; i++) {
          expected[i] = binary.expected.applyAsDouble(a[i], b[i]);
        }
        var result = apply(x, y, binary.traced);
        assertThat(result.shape()).as(name).isEqualTo(shape);
        assertThat(result.toDoubles()).as(name).containsExactly(expected, offset(name.equals("remainder") ? 1e-6 : 0));
      });
    }
  }

  @Test
  void comparisonsGiveBools() {
    var x = floats(1, 2, 3, Double.NaN);
    var y = floats(2, 2, 2, 2);
    assertThat(apply(x, y, Traced::equalTo)).isEqualTo(bools(false, true, false, false));
    assertThat(apply(x, y, Traced::notEqualTo)).isEqualTo(bools(true, false, true, true));
    assertThat(apply(x, y, Traced::lessThan)).isEqualTo(bools(true, false, false, false));
    assertThat(apply(x, y, Traced::atMost)).isEqualTo(bools(true, true, false, false));
    assertThat(apply(x, y, Traced::greaterThan)).isEqualTo(bools(false, false, true, false));
    assertThat(apply(x, y, Traced::atLeast)).isEqualTo(bools(false, true, true, false));
  }

  @Test
  void tensorsAndNumbersAreConstants() {
    var x = floats(1, 2, 3);
    assertThat(apply(x, v -> v.plus(floats(10, 20, 30)).times(2).minus(1.5))).isEqualTo(floats(20.5, 42.5, 64.5));
    assertThat(apply(x, v -> v.pow(2))).isEqualTo(floats(1, 4, 9));
    assertThat(apply(x, v -> v.dividedBy(4).lessThan(0.5f))).isEqualTo(bools(true, false, false));
    long large = 1L << 60;
    assertThat(apply(longs(large, -5), v -> v.plus(large + 1))).isEqualTo(longs(2 * large + 1, large - 4));
    assertThat(apply(x, v -> v.minimum(2).maximum(floats(1.5)))).isEqualTo(floats(1.5, 2, 2));
    assertThat(apply(bools(true, false), v -> v.or(bools(false)).xor(v.not()).and(bools(true))))
        .isEqualTo(bools(true, true));
  }

  @Test
  void integersDivideTowardsZeroAndLeaveTheSignOfTheDivisor() {
    var x = longs(7, -7, 7, -7, 6, 0);
    var y = longs(3, 3, -3, -3, 3, 5);
    assertThat(apply(x, y, Traced::dividedBy)).isEqualTo(longs(2, -2, -2, 2, 2, 0));
    assertThat(apply(x, y, Traced::remainder)).isEqualTo(longs(1, 2, -2, -1, 0, 0));
    assertThat(apply(x, v -> v.remainder(4))).isEqualTo(longs(3, 1, 3, 1, 2, 0));
    var bytes = Tensor.of(DType.U8, new long[] {2}, new byte[] {(byte) 200, 7});
    assertThat(apply(bytes, v -> v.remainder(9).cast(DType.I64))).isEqualTo(longs(2, 7));
  }

  @Test
  void anIntegerDividedByZeroIsAnErrorOfTheRun() {
    assertThatThrownBy(() -> apply(longs(1, 2), longs(1, 0), Traced::dividedBy)).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("An integer is divided by zero.").hasMessageContaining("divisors that are not 0");
    assertThat(apply(floats(1, -1), v -> v.dividedBy(0)))
        .isEqualTo(floats(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
  }

  @Test
  void aSelectionTakesOneOfTwo() {
    var x = floats(-1, 0, 2);
    assertThat(apply(x, v -> v.greaterThan(0).select(v.log(), v))).isEqualTo(floats(-1, 0, (float) Math.log(2)));
    assertThat(apply(x, v -> v.greaterThan(0).select(v, 7))).isEqualTo(floats(7, 7, 2));
    assertThat(apply(x, v -> v.greaterThan(0).select(1, v))).isEqualTo(floats(-1, 0, 1));
    assertThat(apply(Tensor.of(new boolean[] {true, false}, 2, 1), floats(1, 2, 3), (c, v) -> c.select(v, v.negate())))
        .isEqualTo(Tensor.of(new float[] {1, 2, 3, -1, -2, -3}, 2, 3));
  }

  @Test
  void castsGiveTheNearestValue() {
    assertThat(apply(floats(2.9, -2.9, Double.NaN, 1e30), v -> v.cast(DType.I64)))
        .isEqualTo(longs(2, -2, 0, Long.MAX_VALUE));
    assertThat(apply(longs(0, 3), v -> v.cast(DType.BOOL))).isEqualTo(bools(false, true));
    assertThat(apply(longs(300), v -> v.cast(DType.U8).cast(DType.I64))).isEqualTo(longs(44));
    assertThat(apply(bools(true, false), v -> v.cast(DType.F32))).isEqualTo(floats(1, 0));
  }
}
