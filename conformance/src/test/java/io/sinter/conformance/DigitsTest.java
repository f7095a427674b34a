package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.CompiledModel;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The example that everybody runs first.
class DigitsTest {
  private static final int LARGEST = 360;
  private static final int PIXELS = 64;

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "jvm-scalar", "interpreter", "kernel-interpreter", "opencl"})
  void theExamplePassesOn(String target) {
    OpenCl.assume(target);
    ModelCase.passes(Checkout.root().resolve("examples/digits"), target);
  }

  @Test
  void oneCompilationServesEveryBatchFrom1To360() {
    var images = images();
    try (var model = (KernelModel) Sinter.compile(Zoo.digits(), CompileOptions.DEFAULTS.withTiered(false))) {
      var code = model.code().values().stream().map(Arrays::hashCode).toList();
      var all = probabilities(model, images, LARGEST);
      for (int batch = 1; batch <= LARGEST; batch++) {
        var some = probabilities(model, images, batch);
        assertThat(Arrays.mismatch(some, Arrays.copyOf(all, 10 * batch))).as("batch %d", batch).isEqualTo(-1);
      }
      assertThat(model.compileCount()).isEqualTo(1);
      assertThat(model.code().values().stream().map(Arrays::hashCode).toList()).isEqualTo(code);
    }
  }

  private static float[] images() {
    var random = new Random(1);
    var images = new float[LARGEST * PIXELS];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextInt(17) / 16f;
    }
    return images;
  }

  private static float[] probabilities(CompiledModel model, float[] images, int batch) {
    var input = Tensor.of(Arrays.copyOf(images, batch * PIXELS), batch, 1, 8, 8);
    return model.run(List.of(input)).getFirst().floats();
  }
}
