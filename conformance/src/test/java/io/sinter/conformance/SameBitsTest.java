package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.conformance.Zoo.Animal;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Neither threads nor vector width nor the form of the kernels moves a bit.
class SameBitsTest {
  private static final Pattern SPECIES = Pattern.compile("SPECIES_[A-Z0-9]+");

  static List<Animal> zoo() {
    return Zoo.all();
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void outputsAreTheSameOverThreadsWidthsAndForms(Animal animal) {
    for (var mode : List.of(Mode.TAME, Mode.WILD)) {
      var inputs = animal.inputs(mode);
      var expected = runs(animal, inputs, "jvm-scalar", 0, List.of(1)).getFirst();
      for (int bits : List.of(128, 256, 512)) {
        var outputs = runs(animal, inputs, "jvm", bits, List.of(1, 2, 5));
        assertThat(outputs).as("%s inputs, %d bits, on 1, 2 and 5 threads", mode, bits)
            .allSatisfy(actual -> same(actual, expected));
      }
      same(runs(animal, inputs, "jvm-scalar", 0, List.of(5)).getFirst(), expected);
      same(runs(animal, inputs, "kernel-interpreter", 0, List.of(2)).getFirst(), expected);
    }
  }

  private static void same(List<Tensor> actual, List<Tensor> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Bits.difference(actual.get(i), expected.get(i))).isEmpty();
    }
  }

  private static List<List<Tensor>> runs(Animal animal, List<Tensor> inputs, String target, int bits,
      List<Integer> threads) {
    var options = CompileOptions.DEFAULTS.withTarget(target).withVectorBits(bits).withTiered(false);
    try (var model = Sinter.compile(animal.function(), options)) {
      return threads.stream().map(n -> model.run(inputs, RunOptions.DEFAULTS.withThreads(n))).toList();
    }
  }

  /// Where element types of several widths meet, the narrower ones have the lanes of the widest in a smaller species.
  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void loadedClassesUseTheRequestedSpecies(int bits) {
    for (var animal : zoo()) {
      var species = species(animal, "jvm", bits);
      boolean wide = animal.function().parameters().getFirst().type().dtype().bytes() == 8;
      assertThat(species).as(animal.name())
          .allSatisfy(s -> assertThat(s).isIn("SPECIES_" + bits, wide ? "SPECIES_" + bits / 2 : ""));
    }
    assertThat(species(zoo().getFirst(), "jvm", bits)).containsExactly("SPECIES_" + bits);
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void scalarClassesUseNoVectors(Animal animal) {
    assertThat(species(animal, "jvm-scalar", 0)).isEmpty();
  }

  private static TreeSet<String> species(Animal animal, String target, int bits) {
    var options = CompileOptions.DEFAULTS.withTarget(target).withVectorBits(bits).withTiered(false);
    try (var model = (KernelModel) Sinter.compile(animal.function(), options)) {
      var found = new TreeSet<String>();
      for (var code : model.code().values()) {
        SPECIES.matcher(new String(code, StandardCharsets.ISO_8859_1)).results().forEach(m -> found.add(m.group()));
      }
      return found;
    }
  }
}
