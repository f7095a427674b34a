package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.conformance.Zoo.Animal;
import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.ir.random.RandomFunctions;
import io.sinter.ir.random.RandomFunctions.Kind;
import io.sinter.ir.random.RandomFunctions.Options;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.runtime.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Kernels whose work items share the work of a group give the bits of the JVM on an OpenCL device that rounds as it
/// does. `-Dsinter.opencl.seeds=N` tries more random functions.
class WorkItemsTest {
  private static final long SEEDS = Long.getLong("sinter.opencl.seeds", 6);

  private static void keepsBits(Function function, List<Tensor> inputs) {
    var device = OpenCl.exact();
    List<Tensor> expected;
    try (var model = Sinter.compile(function, CompileOptions.DEFAULTS.withTarget("jvm-scalar"))) {
      expected = model.run(inputs);
    }
    var actual = WorkItems.run(WorkItems.lower(function, device), inputs, device);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).sameBits(expected.get(i))).as("result " + i + " of\n" + Text.print(function)).isTrue();
    }
  }

  static List<Animal> animals() {
    return Zoo.all();
  }

  @ParameterizedTest
  @MethodSource("animals")
  void smallModelsKeepTheirBits(Animal animal) {
    keepsBits(animal.function(), animal.inputs(Mode.TAME));
    assertThat(WorkItems.lower(animal.function(), OpenCl.exact()).kernels()).as("kernels with work items")
        .anyMatch(k -> k.flat().items() > 1);
  }

  @ParameterizedTest
  @CsvSource({"67, 33, 68", "3, 17, 61", "128, 48, 64"})
  void tailsOfTilesKeepTheirBits(long m, long k, long n) {
    var function = Text.parse("""
        function f(%%a: f32[%1$d, %2$d], %%b: f32[%2$d, %3$d]) -> (y: f32[%1$d, %3$d]) {
          %%0 = dot_general(%%a, %%b) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[%1$d, %3$d]
          %%1 = tanh(%%0) : f32[%1$d, %3$d]
          return %%1
        }
        """.formatted(m, k, n));
    keepsBits(function, RandomTensors.inputs(function, Map.of(), m, Mode.TAME));
  }

  @Test
  void randomFunctionsKeepTheirBits() {
    var options = Options.DEFAULT.withKinds(EnumSet.complementOf(EnumSet.of(Kind.RELAYOUT))).withOps(6)
        .withElements(3000);
    for (long seed = 0; seed < SEEDS; seed++) {
      var sample = RandomFunctions.of(seed, options.withSymbols(seed % 2 == 0));
      keepsBits(sample.function(), RandomTensors.inputs(sample.function(), sample.sizes(), seed, Mode.TAME));
    }
  }
}
