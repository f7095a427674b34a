package io.sinter.ir.composite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Interpreter;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasureTest {
  private static Tensor measured(Dim size, DType type, long n, long m) {
    var b = new Builder();
    b.parameter("x", new TensorType(DType.F32, Shape.of(Dim.symbol("n"), Dim.symbol("m"))));
    var function = b.finish("measure", List.of(Measure.of(b, size, type)), List.of("size"));
    return Interpreter.run(function, List.of(Tensor.zeros(DType.F32, n, m))).getFirst();
  }

  @Test
  void everySizeExpressionIsComputedFromItsSymbols() {
    for (var text : List.of("7", "n", "2*n + 3*m - 1", "n*n*m", "floordiv(n, 2)", "floordiv(n - 5, 3)", "-n",
        "floordiv(n*m, m + 1)", "min(n, m)", "max(n - m, 2)", "n - 4*floordiv(n, 4)")) {
      var size = Dim.parse(text);
      for (long n = 0; n < 7; n++) {
        for (long m = 0; m < 4; m++) {
          var expected = Tensor.scalar(size.evaluate(Map.of("n", n, "m", m)));
          assertThat(measured(size, DType.I64, n, m)).as("%s for n=%s m=%s", text, n, m).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aSizeMayBeAskedForInAnotherType() {
    assertThat(measured(Dim.symbol("n").times(2), DType.F32, 3, 1)).isEqualTo(Tensor.scalar(6f));
    assertThat(measured(Dim.of(5), DType.F32, 3, 1)).isEqualTo(Tensor.scalar(5f));
    assertThat(measured(Dim.of(5), DType.I32, 3, 1)).isEqualTo(Tensor.scalar(5));
  }
}
