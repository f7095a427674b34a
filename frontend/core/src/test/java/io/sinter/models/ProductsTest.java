package io.sinter.models;

import static io.sinter.models.Traces.apply;
import static io.sinter.models.Traces.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.sinter.runtime.Tensor;
import io.sinter.trace.Traced;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProductsTest {
  private static final long[][][] PAIRS = {
      {{3}, {3}}, {{3}, {3, 2}}, {{2, 3}, {3}}, {{2, 3}, {3, 5}}, {{1, 1}, {1, 1}}, {{0, 3}, {3, 2}}, {{2, 0}, {0, 2}},
      {{4, 2, 3}, {3, 5}}, {{2, 3}, {4, 3, 5}}, {{4, 2, 3}, {4, 3, 5}}, {{1, 2, 3}, {4, 3, 1}},
      {{7, 1, 2, 3}, {4, 3, 5}}, {{3}, {4, 3, 5}}, {{4, 2, 3}, {3}}, {{2, 1, 1, 17}, {1, 3, 17, 2}}};

  @Test
  void matricesMultiplyAsInNumPy() {
    for (var pair : PAIRS) {
      var x = random(1, pair[0]);
      var y = random(2, pair[1]);
      var expected = product(x, y);
      var as = Arrays.toString(pair[0]) + " " + Arrays.toString(pair[1]);
      var result = apply(x, y, Traced::matmul);
      assertThat(result.shape()).as(as).isEqualTo(expected.shape());
      assertThat(result.toDoubles()).as(as).containsExactly(expected.toDoubles(), offset(1e-5));
      assertThat(apply(x, v -> v.matmul(y))).as(as).isEqualTo(result);
    }
  }

  /// Vectors as matrices of one row or column, then each element by itself.
  private static Tensor product(Tensor x, Tensor y) {
    var left = x.rank() == 1 ? x.reshape(1, x.dim(0)) : x;
    var right = y.rank() == 1 ? y.reshape(y.dim(0), 1) : y;
    var batch = Naive.common(
        Arrays.copyOf(left.shape(), left.rank() - 2), Arrays.copyOf(right.shape(), right.rank() - 2));
    int b = batch.length;
    var shape = Arrays.copyOf(batch, b + 2);
    shape[b] = left.dim(left.rank() - 2);
    shape[b + 1] = right.dim(right.rank() - 1);
    var data = new double[Naive.count(shape)];
    Naive.each(shape, (p, index) -> {
      var i = index.clone();
      var j = index.clone();
      for (int k = 0; k < left.dim(left.rank() - 1); k++) {
        i[b + 1] = k;
        j[b] = k;
        data[p] += Naive.at(left, i) * Naive.at(right, j);
      }
    });
    var gone = Arrays.stream(shape).boxed().collect(Collectors.toCollection(ArrayList::new));
    if (y.rank() == 1) {
      gone.removeLast();
    }
    if (x.rank() == 1) {
      gone.remove(b);
    }
    return Tensor.fromDoubles(x.dtype(), gone.stream().mapToLong(d -> d).toArray(), data);
  }
}
