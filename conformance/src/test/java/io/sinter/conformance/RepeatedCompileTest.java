package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.conformance.Zoo.Animal;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Kernels are compiled in parallel; that shows nowhere.
class RepeatedCompileTest {
  static List<Animal> animals() {
    return Zoo.all();
  }

  @ParameterizedTest
  @MethodSource("animals")
  void a_model_compiles_to_the_same_bytes_each_time(Animal animal) {
    var options = CompileOptions.DEFAULTS.withVectorBits(256);
    try (var first = (KernelModel) Sinter.compile(animal.function(), options);
        var second = (KernelModel) Sinter.compile(animal.function(), options)) {
      assertThat(second.executable().program()).isEqualTo(first.executable().program());
      assertThat(second.code().keySet()).containsExactlyElementsOf(first.code().keySet());
      first.code().forEach((kernel, bytes) -> assertThat(second.code().get(kernel)).as(kernel).isEqualTo(bytes));
    }
  }
}
