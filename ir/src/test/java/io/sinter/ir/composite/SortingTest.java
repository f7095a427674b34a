package io.sinter.ir.composite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SortingTest {
  private static final int[] SIZES = {0, 1, 2, 3, 5, 7, 8, 13, 16, 17, 31, 64, 127, 128, 129, 199};

  private static Function sorting(DType type, Shape shape, int axis, boolean descending) {
    var b = new Builder();
    var sorted = Sorting.of(b, b.parameter("x", new TensorType(type, shape)), axis, descending);
    return b.finish("sort", List.of(sorted.values(), sorted.indices()), List.of("values", "indices"));
  }

  private static boolean hasLoop(Function f) {
    return f.body().stream().anyMatch(v -> v.op() instanceof Control.Loop);
  }

  /// Few different values, so that there are ties.
  private static double[] numbers(int count, Random random, boolean reals) {
    var values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(-6, 6);
      if (reals && values[i] < -4) {
        values[i] = values[i] == -5 ? Double.NaN : Double.NEGATIVE_INFINITY;
      }
    }
    return values;
  }

  private static int[] order(double[] x, boolean descending) {
    Comparator<Integer> byValue = (i, j) ->
        x[i] == x[j] ? 0 : Double.isNaN(x[i]) || Double.isNaN(x[j]) ? Boolean.compare(Double.isNaN(x[i]),
            Double.isNaN(x[j])) : Double.compare(x[i], x[j]);
    return IntStream.range(0, x.length).boxed().sorted(descending ? byValue.reversed() : byValue)
        .mapToInt(i -> i).toArray();
  }

  @Test
  void bothAlgorithmsAgreeWithAStableSort() {
    var random = new Random(1);
    for (int n : SIZES) {
      for (boolean descending : new boolean[] {false, true}) {
        var x = numbers(n, random, true);
        var order = order(x, descending);
        for (var dim : List.of(Dim.of(n), Dim.symbol("n"))) {
          var f = sorting(DType.F32, Shape.of(dim), 0, descending);
          assertThat(hasLoop(f)).isEqualTo(dim.constant().isEmpty() || n > Sorting.COUNTED);
          var result = Interpreter.run(f, List.of(Tensor.fromDoubles(DType.F32, new long[] {n}, x)));
          assertThat(result.get(1)).as("%d elements, %s", n, dim)
              .isEqualTo(Tensor.of(Arrays.stream(order).asLongStream().toArray(), n));
          assertThat(result.get(0)).isEqualTo(Tensor.fromDoubles(
              DType.F32, new long[] {n}, Arrays.stream(order).mapToDouble(i -> x[i]).toArray()));
        }
      }
    }
  }

  @Test
  void eachRowAlongAnAxisIsSortedByItself() {
    var random = new Random(2);
    for (var shape : List.of(Shape.of(3, 7, 2), Shape.of(Dim.of(3), Dim.symbol("n"), Dim.of(2)), Shape.of(3, 150, 2))) {
      int n = (int) shape.get(1).constant().orElse(11);
      var x = numbers(3 * n * 2, random, false);
      var result = Interpreter.run(sorting(DType.I32, shape, 1, false),
          List.of(Tensor.fromDoubles(DType.I32, new long[] {3, n, 2}, x)));
      for (int a = 0; a < 3; a++) {
        for (int c = 0; c < 2; c++) {
          int start = a * n * 2 + c;
          var order = order(IntStream.range(0, n).mapToDouble(i -> x[start + 2 * i]).toArray(), false);
          for (int i = 0; i < n; i++) {
            assertThat(result.get(1).longAt(start + 2 * i)).isEqualTo(order[i]);
            assertThat(result.get(0).doubleAt(start + 2 * i)).isEqualTo(x[start + 2 * order[i]]);
          }
        }
      }
    }
  }

  @Test
  void rowsAreComparedByTheirFirstDifference() {
    var random = new Random(3);
    for (int n : SIZES) {
      for (int columns : new int[] {0, 1, 3}) {
        var x = IntStream.range(0, n * columns).mapToDouble(i -> random.nextInt(3)).toArray();
        var order = IntStream.range(0, n).boxed().sorted((i, j) -> {
          int d = Arrays.mismatch(x, i * columns, (i + 1) * columns, x, j * columns, (j + 1) * columns);
          return d < 0 ? 0 : Double.compare(x[i * columns + d], x[j * columns + d]);
        }).mapToLong(i -> i).toArray();
        for (var dim : List.of(Dim.of(n), Dim.symbol("n"))) {
          var b = new Builder();
          var rows = b.parameter("x", new TensorType(DType.U8, Shape.of(dim, Dim.of(columns))));
          var f = b.finish("rows", List.of(Sorting.rows(b, rows)), List.of("order"));
          assertThat(Interpreter.run(f, List.of(Tensor.fromDoubles(DType.U8, new long[] {n, columns}, x))).getFirst())
              .as("%d rows of %d, %s", n, columns, dim).isEqualTo(Tensor.of(order, n));
        }
      }
    }
  }
}
