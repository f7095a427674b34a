package io.sinter.ir.composite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Interpreter;
import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExtremumTest {
  private static long position(DType type, ScalarFn extreme, boolean last, double... x) {
    var b = new Builder();
    var in = b.parameter("x", new TensorType(type, Shape.of(Dim.symbol("n"))));
    var f = b.finish("extremum", List.of(Extremum.position(b, in, extreme, 0, last)), List.of("at"));
    return Interpreter.run(f, List.of(Tensor.fromDoubles(type, new long[] {x.length}, x))).getFirst().longAt(0);
  }

  @Test
  void theFirstOrLastOfTheLargestOrSmallestIsFound() {
    var random = new Random(4);
    for (int n : new int[] {1, 2, 3, 7, 16, 17, 31}) {
      var x = random.ints(n, -2, 3).asDoubleStream().toArray();
      for (var extreme : List.of(ScalarFn.MAX, ScalarFn.MIN)) {
        int first = 0;
        int last = 0;
        for (int i = 1; i < n; i++) {
          double better = extreme == ScalarFn.MAX ? x[i] - x[first] : x[first] - x[i];
          first = better > 0 ? i : first;
          last = better > 0 || x[i] == x[last] ? i : last;
        }
        for (var type : List.of(DType.F32, DType.F16, DType.I8, DType.I64)) {
          assertThat(position(type, extreme, false, x)).isEqualTo(first);
          assertThat(position(type, extreme, true, x)).isEqualTo(last);
        }
      }
    }
  }

  @Test
  void nanIsFoundBeforeAnyNumber() {
    double nan = Double.NaN;
    assertThat(position(DType.F32, ScalarFn.MAX, false, 1, nan, Double.POSITIVE_INFINITY, nan)).isEqualTo(1);
    assertThat(position(DType.F32, ScalarFn.MIN, true, 1, nan, Double.NEGATIVE_INFINITY, nan, 0)).isEqualTo(3);
  }
}
