package io.sinter.conformance;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The models in `../shared`, as their exporters wrote them; skipped where that folder is missing.
class SharedModelsTest {
  static Stream<Arguments> models() {
    return Stream.of("digits/digits_cnn", "models/mlp", "models/mnist_cnn", "models/squeezenet1_1", "models/resnet18")
        .flatMap(model -> Stream.of("jvm", "jvm-scalar", "interpreter", "kernel-interpreter")
            .map(target -> Arguments.of(model, target)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("models")
  void passes(String model, String target) {
    ModelCase.passes(Checkout.shared(model), target);
  }
}
