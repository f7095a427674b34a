package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sinter.ir.Builder;
import io.sinter.ir.Counting;
import io.sinter.ir.Interpreter;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexRulesTest {
  /// `(n + 1)^(2^40)` is computed by 40 products, not written out as a polynomial.
  @Test
  void aSizeMultipliedByItselfManyTimesStaysANumber() {
    var b = new Builder();
    b.parameter("x", new TensorType(DType.F32, Shape.of(Dim.symbol("n"))));
    Value power = b.add(new Counting.Size(Dim.symbol("n").plus(1)));
    for (int i = 0; i < 40; i++) {
      power = b.apply(ScalarFn.MUL, power, power);
    }
    var function = b.finish("power", List.of(power), List.of("y"));
    var optimized = assertTimeoutPreemptively(Duration.ofSeconds(20),
        () -> Driver.run(function, Pipelines.tensor(PassOptions.DEFAULT)).function());
    var inputs = List.of(Tensor.zeros(DType.F32, 2));
    assertThat(Interpreter.run(optimized, inputs)).isEqualTo(Interpreter.run(function, inputs));
  }
}
