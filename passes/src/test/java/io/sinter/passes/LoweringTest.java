package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.kernel.InterpreterBackend;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What golden texts are too small for.
class LoweringTest {
  private static final int BLOCKS = 1000;

  /// Five values a block: two branches, their concatenation, a reshape of it, a result every ten blocks.
  private static Function large() {
    var b = new Builder();
    Value x = b.parameter("x", new TensorType(DType.F32, Shape.of(Dim.symbol("n"), Dim.of(12))));
    var results = new ArrayList<Value>();
    for (int i = 0; i < BLOCKS; i++) {
      var left = b.apply(ScalarFn.EXP, b.add(new Op.Slice(
          x, List.of(Dim.ZERO, Dim.ZERO), Shape.of(Dim.symbol("n"), Dim.of(6)), List.of(1L, 1L))));
      var both = b.add(new Op.Concatenate(List.of(b.apply(ScalarFn.TANH, left), left), 1));
      var square = b.add(new Op.Reshape(both, Shape.of(Dim.symbol("n"), Dim.of(3), Dim.of(4))));
      x = b.add(new Op.Reshape(b.apply(ScalarFn.NEG, square), x.type().shape()));
      if (i % 10 == 0) {
        results.add(b.apply(ScalarFn.FLOOR, x));
      }
    }
    results.add(x);
    var outputs = IntStream.range(0, results.size()).mapToObj(i -> "y" + i).toList();
    return b.finish("large", results, outputs);
  }

  @Test
  void aFunctionOfThousandsOfValuesIsLoweredInSeconds() {
    var function = large();
    assertThat(function.body()).hasSizeGreaterThan(5 * BLOCKS);
    var laidOut = new ChooseLayout(List.of()).apply(function, new Tally());
    var targets = List.of(new InterpreterBackend().target(512));
    Lowering.of(laidOut, targets);
    long start = System.nanoTime();
    var lowering = Lowering.of(laidOut, targets);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(lowering.kernels()).as("kernels are shared").hasSizeLessThan(20);
  }
}
