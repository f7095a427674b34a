package io.sinter.ir.composite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Resampling.Rounding;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ResamplingTest {
  private interface Maker {
    Value of(Builder b, Value x, Value at);
  }

  private static final double[] POSITIONS = {-1.75, -0.5, 0, 0.25, 0.5, 1, 1.5, 1.75, 2.5, 3.999, 5, 8.5};

  /// The result for `x` of [2, n, 3] read along axis 1, as the elements of (1, position, 2).
  private static double[] run(Maker maker, int n) {
    var b = new Builder();
    var x = b.parameter("x", new TensorType(DType.F64, Shape.of(Dim.of(2), Dim.symbol("n"), Dim.of(3))));
    var at = b.parameter("at", new TensorType(DType.F64, Shape.of(Dim.symbol("m"))));
    var f = b.finish("resample", List.of(maker.of(b, x, at)), List.of("y"));
    var result = Interpreter.run(f, List.of(
        Tensor.fromDoubles(DType.F64, new long[] {2, n, 3}, IntStream.range(0, 6 * n).mapToDouble(i ->
            i >= 3 * n && i % 3 == 2 ? element((i / 3) % n) : 1e9).toArray()),
        Tensor.fromDoubles(DType.F64, new long[] {POSITIONS.length}, POSITIONS))).getFirst();
    assertThat(result.shape()).containsExactly(2, POSITIONS.length, 3);
    return IntStream.range(0, POSITIONS.length)
        .mapToDouble(i -> result.doubleAt((POSITIONS.length + i) * 3 + 2)).toArray();
  }

  private static double element(long i) {
    return Math.sin(i) * 5;
  }

  private static double clamped(long i, int n) {
    return element(Math.clamp(i, 0, n - 1));
  }

  private static double weight(Filter filter, double distance) {
    double d = Math.abs(distance);
    double a = filter.sharpness();
    if (filter.reach() == 1) {
      return Math.max(0, 1 - d);
    }
    return d <= 1 ? (a + 2) * d * d * d - (a + 3) * d * d + 1
        : d < 2 ? a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a : 0;
  }

  private static double naive(double at, int n, Filter filter, boolean inside, double scale, boolean normal) {
    double sum = 0;
    double total = 0;
    for (long i = -40; i < 40; i++) {
      double w = inside && (i < 0 || i >= n) ? 0 : weight(filter, (i - at) * scale);
      sum += w * clamped(i, n);
      total += w;
    }
    return normal || inside ? total == 0 ? 0 : sum / total : sum;
  }

  @Test
  void theNearestElementIsChosenByTheRounding() {
    for (int n : new int[] {1, 2, 5, 7}) {
      for (var rounding : Rounding.values()) {
        var expected = DoubleStream.of(POSITIONS).map(p -> clamped((long) switch (rounding) {
          case DOWN -> Math.floor(p);
          case UP -> Math.ceil(p);
          case HALF_DOWN -> Math.ceil(p - 0.5);
          case HALF_UP -> Math.floor(p + 0.5);
        }, n)).toArray();
        assertThat(run((b, x, at) -> Resampling.nearest(b, x, 1, at, rounding), n)).isEqualTo(expected);
      }
    }
  }

  @Test
  void weightsFollowTheFilterAndMayLeaveOutWhatLiesOutside() {
    for (int n : new int[] {1, 2, 5, 7}) {
      for (var filter : List.of(Filter.LINEAR, Filter.cubic(-0.75), Filter.cubic(-0.5))) {
        for (boolean inside : new boolean[] {false, true}) {
          var expected = DoubleStream.of(POSITIONS).map(p -> naive(p, n, filter, inside, 1, false)).toArray();
          assertThat(run((b, x, at) -> Resampling.weighted(b, x, 1, at, filter, inside), n))
              .containsExactly(expected, Offset.offset(1e-12));
        }
      }
    }
  }

  @Test
  void aStretchedFilterReachesOverAllElementsThatBecomeOne() {
    for (double scale : new double[] {1, 0.6, 0.5, 0.3}) {
      for (var filter : List.of(Filter.LINEAR, Filter.cubic(-0.75))) {
        for (boolean inside : new boolean[] {false, true}) {
          var expected = DoubleStream.of(POSITIONS).map(p -> naive(p, 7, filter, inside, scale, true)).toArray();
          var reach = Dim.of((long) Math.ceil(filter.reach() / scale));
          assertThat(run((b, x, at) -> Resampling.stretched(
              b, x, 1, at, filter, inside, b.scalar(DType.F64, scale), reach), 7))
              .containsExactly(expected, Offset.offset(1e-12));
        }
      }
    }
  }
}
