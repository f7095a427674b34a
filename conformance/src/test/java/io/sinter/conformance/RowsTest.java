package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.ir.Text;
import io.sinter.runtime.DType;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels of whole rows, of which several run side by side, for any number of rows that is known.
class RowsTest {
  private static Tensor run(String target, int rows, int columns) {
    var function = Text.parse("""
        function softmax(%%x: f32[%1$d, 1, %2$d]) -> (y: f32[%1$d, 1, %2$d]) {
          %%most = reduce(%%x) combiner(max) axes(2) : f32[%1$d, 1]
          %%mosts = broadcast(%%most) shape(%1$d, 1, %2$d) axes(0, 1) : f32[%1$d, 1, %2$d]
          %%less = sub(%%x, %%mosts) : f32[%1$d, 1, %2$d]
          %%e = exp(%%less) : f32[%1$d, 1, %2$d]
          %%sum = reduce(%%e) combiner(add) axes(2) : f32[%1$d, 1]
          %%sums = broadcast(%%sum) shape(%1$d, 1, %2$d) axes(0, 1) : f32[%1$d, 1, %2$d]
          %%y = div(%%e, %%sums) : f32[%1$d, 1, %2$d]
          return %%y
        }
        """.formatted(rows, columns));
    var values = new double[rows * columns];
    var random = new Random(rows);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    var x = Tensor.fromDoubles(DType.F32, new long[] {rows, 1, columns}, values);
    return Sinter.compile(function, CompileOptions.DEFAULTS.withTarget(target).withTiered(false)).run(List.of(x), RunOptions.DEFAULTS)
        .getFirst();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 31, 32, 33, 47})
  void ofAnyNumberHaveTheSameBits(int rows) {
    for (int columns : new int[] {1, 7, 16, 48, 768}) {
      var expected = run("kernel-interpreter", rows, columns);
      for (var target : List.of("jvm", "jvm-scalar")) {
        assertThat(run(target, rows, columns).sameBits(expected)).as("%d x %d on %s", rows, columns, target).isTrue();
      }
    }
  }
}
