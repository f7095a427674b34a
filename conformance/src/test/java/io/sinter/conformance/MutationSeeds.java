package io.sinter.conformance;

import io.sinter.conformance.Zoo.Animal;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.onnx.OnnxTensors;
import io.sinter.onnx.export.OnnxExport;
import io.sinter.runtime.SinterException;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The models that mutants are made of, each with inputs: the example, the zoo, and where the shared folder lies beside
/// the checkout, small models and the cases of the ONNX backend suite.
final class MutationSeeds {
  /// Larger files take too long to try often.
  private static final long LARGEST = 1 << 18;

  private MutationSeeds() {}

  static List<Mutant> all() throws IOException {
    var seeds = new ArrayList<Mutant>();
    seeds.add(beside(Checkout.root().resolve("examples/digits/digits_cnn.onnx")));
    for (var animal : Zoo.all()) {
      exported(animal, seeds);
    }
    if (Checkout.hasShared()) {
      for (var name : List.of("mlp", "gru", "lstm_tagger", "mnist_cnn")) {
        seeds.add(beside(Checkout.model(name).resolve("model.onnx")));
      }
      suite(Archive.unpacked(Checkout.shared("onnx/onnx-backend-tests.tar.xz")), seeds);
    }
    seeds.removeIf(seed -> seed.file().length > LARGEST);
    return List.copyOf(seeds);
  }

  private static void exported(Animal animal, List<Mutant> seeds) {
    try {
      seeds.add(new Mutant(animal.name(), OnnxExport.bytes(animal.function()), animal.inputs(Mode.TAME), ""));
    } catch (SinterException e) {
      // not every op has a form in ONNX
    }
  }

  private static void suite(Path folder, List<Mutant> seeds) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(f -> f.endsWith("model.onnx")).sorted().toList()) {
        try {
          seeds.add(beside(file));
        } catch (SinterException e) {
          // its inputs are no tensors
        }
      }
    }
  }

  /// A model with the first of its test data.
  private static Mutant beside(Path file) {
    try {
      var inputs = new ArrayList<Tensor>();
      var folder = file.resolveSibling("test_data_set_0");
      for (var input = folder.resolve("input_0.pb"); Files.exists(input);
          input = folder.resolve("input_" + inputs.size() + ".pb")) {
        inputs.add(OnnxTensors.read(input));
      }
      return new Mutant(file.getParent().getFileName().toString(), Files.readAllBytes(file), inputs, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
