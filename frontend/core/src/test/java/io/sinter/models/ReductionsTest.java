package io.sinter.models;

import static io.sinter.models.Traces.apply;
import static io.sinter.models.Traces.bools;
import static io.sinter.models.Traces.floats;
import static io.sinter.models.Traces.longs;
import static io.sinter.models.Traces.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.sinter.runtime.Tensor;
import io.sinter.trace.Axes;
import io.sinter.trace.Traced;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReductionsTest {
  private record Fold(BiFunction<Traced, Axes, Traced> traced, double from, DoubleBinaryOperator with) {}

  private static final Map<String, Fold> FOLDS = Map.of(
      "sum", new Fold(Traced::sum, 0, Double::sum),
      "prod", new Fold(Traced::prod, 1, (x, y) -> x * y),
      "max", new Fold(Traced::max, Double.NEGATIVE_INFINITY, Math::max),
      "min", new Fold(Traced::min, Double.POSITIVE_INFINITY, Math::min));

  private static final List<List<Integer>> AXES = List.of(
      List.of(), List.of(0), List.of(-1), List.of(1), List.of(0, 2), List.of(-1, 0), List.of(2, 1, 0));

  @Test
  void reductionsGoOverTheAxesNamed() {
    for (var shape : new long[][] {{2, 3, 5}, {1, 1, 1}, {2, 0, 3}, {0, 2, 2}, {3, 17, 1}}) {
      var x = random(shape[1], shape);
      for (var axes : AXES) {
        var gone = axes.isEmpty() ? List.of(0, 1, 2) : axes.stream().map(a -> Math.floorMod(a, 3)).toList();
        var kept = IntStream.range(0, 3).mapToLong(i -> gone.contains(i) ? 1 : shape[i]).toArray();
        var left = IntStream.range(0, 3).filter(i -> !gone.contains(i)).mapToLong(i -> shape[i]).toArray();
        FOLDS.forEach((name, fold) -> {
          var expected = folded(x, kept, fold);
          var result = apply(x, v -> fold.traced.apply(v, new Axes(axes, false)));
          assertThat(result.shape()).as(name + axes).isEqualTo(left);
          assertThat(result.toDoubles()).as(name + axes).containsExactly(expected, offset(1e-5));
          var wide = apply(x, v -> fold.traced.apply(v, new Axes(axes, true)));
          assertThat(wide).as(name + axes).isEqualTo(result.reshape(kept));
        });
        double count = gone.stream().mapToDouble(a -> shape[a]).reduce(1, (a, b) -> a * b);
        var sums = folded(x, kept, FOLDS.get("sum"));
        assertThat(apply(x, v -> v.mean(new Axes(axes, false))).toDoubles()).as("mean " + axes)
            .containsExactly(Arrays.stream(sums).map(s -> s / count).toArray(), offset(1e-5));
      }
    }
  }

  private static double[] folded(Tensor x, long[] kept, Fold fold) {
    var result = new double[Naive.count(kept)];
    Arrays.fill(result, fold.from);
    Naive.each(x.shape(), (p, index) -> {
      int at = 0;
      for (int axis = 0; axis < kept.length; axis++) {
        at = at * (int) kept[axis] + (kept[axis] == 1 ? 0 : index[axis]);
      }
      result[at] = fold.with.applyAsDouble(result[at], x.doubleAt(p));
    });
    return result;
  }

  @Test
  void axesAreNumbersToo() {
    var x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertThat(apply(x, v -> v.sum())).isEqualTo(Tensor.scalar(21f));
    assertThat(apply(x, v -> v.max(-1))).isEqualTo(floats(3, 6));
    assertThat(apply(x, v -> v.min(0))).isEqualTo(floats(1, 2, 3));
    assertThat(apply(x, v -> v.mean(1))).isEqualTo(floats(2, 5));
    assertThat(apply(x, v -> v.prod(0, 1))).isEqualTo(Tensor.scalar(720f));
    assertThat(apply(x, v -> v.minus(v.mean(Axes.keep(1))))).isEqualTo(
        Tensor.of(new float[] {-1, 0, 1, -1, 0, 1}, 2, 3));
    assertThat(apply(x, v -> v.variance(0))).isEqualTo(floats(2.25, 2.25, 2.25));
    assertThat(apply(longs(3, -4), v -> v.sum(0))).isEqualTo(Tensor.scalar(-1L));
    assertThat(apply(Tensor.scalar(5f), v -> v.sum())).isEqualTo(Tensor.scalar(5f));
  }

  @Test
  void boolsAreCombined() {
    var x = Tensor.of(new boolean[] {true, false, true, true}, 2, 2);
    assertThat(apply(x, v -> v.all(1))).isEqualTo(bools(false, true));
    assertThat(apply(x, v -> v.any())).isEqualTo(Tensor.scalar(true));
    assertThat(apply(bools(), v -> v.all().and(v.any().not()))).isEqualTo(Tensor.scalar(true));
  }

  @Test
  void positionsOfExtremesAreFound() {
    var x = Tensor.of(new float[] {1, 5, 5, Float.NaN, 2, -3}, 2, 3);
    assertThat(apply(x, v -> v.argMax(1))).isEqualTo(longs(1, 0));
    assertThat(apply(x, v -> v.argMin(-1))).isEqualTo(longs(0, 0));
    assertThat(apply(x, v -> v.argMax(0))).isEqualTo(longs(1, 0, 0));
  }

  @Test
  void runningSumsAndOrders() {
    var x = Tensor.of(new float[] {3, 1, 2, 0, -1, 7}, 2, 3);
    assertThat(apply(x, v -> v.cumSum(1))).isEqualTo(Tensor.of(new float[] {3, 4, 6, 0, -1, 6}, 2, 3));
    assertThat(apply(x, v -> v.cumProd(0))).isEqualTo(Tensor.of(new float[] {3, 1, 2, 0, -1, 14}, 2, 3));
    assertThat(apply(x, v -> v.sort(-1))).isEqualTo(Tensor.of(new float[] {1, 2, 3, -1, 0, 7}, 2, 3));
    assertThat(apply(x, v -> v.argSort(-1))).isEqualTo(Tensor.of(new long[] {1, 2, 0, 1, 0, 2}, 2, 3));
    assertThat(apply(x, v -> v.argSort(0))).isEqualTo(Tensor.of(new long[] {1, 1, 0, 0, 0, 1}, 2, 3));
  }

  @Test
  void softmaxIsPositiveAndOneInSum() {
    for (var shape : new long[][] {{3}, {2, 5}, {0, 2}, {3, 1, 7}}) {
      var x = random(3, shape);
      var p = apply(x, v -> v.softmax());
      assertThat(p.toDoubles()).containsExactly(
          apply(x, v -> v.exp().dividedBy(v.exp().sum(Axes.keep(-1)))).toDoubles(), offset(1e-5));
      assertThat(apply(x, v -> v.logSoftmax().exp()).toDoubles()).containsExactly(p.toDoubles(), offset(1e-5));
      assertThat(apply(x, v -> v.softmax(0)).toDoubles()).containsExactly(
          apply(x, v -> v.exp().dividedBy(v.exp().sum(Axes.keep(0)))).toDoubles(), offset(1e-5));
    }
    assertThat(apply(floats(0, Math.log(3)), v -> v.softmax()).toDoubles())
        .containsExactly(new double[] {0.25, 0.75}, offset(1e-6));
  }
}
