package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Window;
import io.sinter.ir.kernel.InterpreterBackend;
import io.sinter.runtime.DType;
import io.sinter.runtime.Executable;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The largest and smallest elements of windows are those of `Math.max` and `Math.min`, whatever the floats.
class OrdinalTest {
  private static final float[] FLOATS = {0f, -0f, 1, -1, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL,
      Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN,
      Float.intBitsToFloat(0xffc00000), Float.intBitsToFloat(0x7f800001), Float.intBitsToFloat(0xff800001),
      Float.intBitsToFloat(0x7fffffff), Float.intBitsToFloat(0xffffffff), 3.5f, -3.5f};

  @ParameterizedTest
  @CsvSource({"MAX, 0", "MAX, 512", "MIN, 0", "MIN, 512"})
  void windowsOfTwoGiveWhatMathGives(ScalarFn combiner, int bits) {
    int n = FLOATS.length;
    // channels hold all pairs
    var pairs = new float[2 * n * n];
    for (int i = 0; i < n * n; i++) {
      pairs[2 * i] = FLOATS[i / n];
      pairs[2 * i + 1] = FLOATS[i % n];
    }
    var found = (float[]) run(pool(n * n, combiner), bits, Tensor.of(pairs, 1, n * n, 2)).array();
    for (int i = 0; i < n * n; i++) {
      float a = pairs[2 * i];
      float b = pairs[2 * i + 1];
      float wanted = combiner == ScalarFn.MAX ? Math.max(a, b) : Math.min(a, b);
      assertThat(Float.floatToIntBits(found[i])).as("%s of %s and %s is %s", combiner, a, b, found[i])
          .isEqualTo(Float.floatToIntBits(wanted));
    }
  }

  private static Function pool(int channels, ScalarFn combiner) {
    var b = new Builder();
    var x = b.parameter("x", new TensorType(DType.F32, Shape.of(1, channels, 2)));
    var ones = List.of(1L, 1L, 1L);
    var zeros = List.of(0L, 0L, 0L);
    var window = new Window(List.of(1L, 1L, 2L), ones, zeros, zeros, ones);
    var y = b.add(new Op.ReduceWindow(x, combiner, window));
    return new ChooseLayout(List.of()).apply(b.finish("f", List.of(y), List.of("y")), new Tally());
  }

  private static Tensor run(Function function, int bits, Tensor input) {
    var backend = new InterpreterBackend();
    var lowering = Lowering.of(function, List.of(backend.target(bits)));
    var code = lowering.kernels().stream()
        .collect(Collectors.toMap(Lowering.Stages::name, k -> backend.emit(k.flat())));
    try (var executable = new Executable(lowering.program(), lowering.weights(), backend.load(code))) {
      return executable.run(List.of(input)).getFirst();
    }
  }
}
