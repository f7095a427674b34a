package io.sinter.conformance.bench;

import io.sinter.conformance.Checkout;
import io.sinter.onnx.DataSet;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A model and its inputs.
public enum Workload {
  MATMUL(new Made(() -> Models.matmul(256, 256, 256), 256, 256), 2.0 * 256 * 256 * 256),
  CONVOLUTION(new Made(() -> Models.convolution(56, 64, 3), 1, 64, 56, 56), 2.0 * 56 * 56 * 64 * 64 * 9),
  SOFTMAX(new Made(() -> Models.softmax(128, 768), 128, 768), 0),
  LAYER_NORM(new Made(() -> Models.layerNorm(128, 768), 128, 768), 0),
  DIGITS_1(new Made(Workload::digits, 1, 1, 8, 8), digits(1)),
  DIGITS_64(new Made(Workload::digits, 64, 1, 8, 8), digits(64)),
  RESNET18(new Recorded("resnet18"), 3.63e9),
  RESNET50(new Recorded("resnet50"), 8.2e9),
  SQUEEZENET(new Recorded("squeezenet1_1"), 0.70e9),
  MOBILENET_V2(new Recorded("mobilenet_v2"), 0.60e9),
  EFFICIENTNET_B0(new Recorded("efficientnet_b0"), 0.78e9),
  VIT_TINY(new Recorded("vit_tiny_patch16_224"), 2.5e9),
  BERT_MINI(new Recorded("bert_mini"), 0),
  GPT_KV(new Recorded("gpt_kv"), 0),
  LLAMA_KV(new Recorded("llama_kv"), 0),
  LSTM_TAGGER(new Recorded("lstm_tagger"), 0),
  GRU(new Recorded("gru"), 0),
  UNET(new Recorded("unet"), 0);

  private final Origin origin;
  private final double operations;

  /// @param operations additions and multiplications of contractions; 0 where they are not counted
  Workload(Origin origin, double operations) {
    this.origin = origin;
    this.operations = operations;
  }

  /// Where a model and its inputs come from.
  private sealed interface Origin {}

  private interface Bytes {
    byte[] make();
  }

  /// Made here, with one input of normally distributed numbers.
  private record Made(Bytes model, long... shape) implements Origin {}

  /// One of the shared models, with its first set of recorded inputs.
  private record Recorded(String name) implements Origin {
    Path folder() {
      return Checkout.model(name);
    }
  }

  double operations() {
    return operations;
  }

  /// The bytes of an ONNX model.
  byte[] model() {
    return switch (origin) {
      case Made made -> made.model().make();
      case Recorded recorded -> read(recorded.folder().resolve("model.onnx"));
    };
  }

  /// Why it cannot be run here, if it cannot.
  Optional<String> missing() {
    return origin instanceof Recorded && !Checkout.hasShared()
        ? Optional.of("the folder of shared models is not there") : Optional.empty();
  }

  boolean isRecorded() {
    return origin instanceof Recorded;
  }

  List<Tensor> inputs() {
    return switch (origin) {
      case Made made -> List.of(normal(made.shape()));
      case Recorded recorded -> recorded(recorded.folder());
    };
  }

  private static List<Tensor> recorded(Path folder) {
    var signature = OnnxModel.read(folder.resolve("model.onnx")).signature();
    return DataSet.read(DataSet.in(folder).getFirst().inputs(), signature.inputs());
  }

  private static Tensor normal(long[] shape) {
    var random = new Random(7);
    int n = 1;
    for (long d : shape) {
      n *= Math.toIntExact(d);
    }
    var values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(values, shape);
  }

  private static byte[] digits() {
    return read(Checkout.root().resolve("examples/digits/digits_cnn.onnx"));
  }

  /// Three convolutions of 8x8, 8x8 and 4x4 positions and two dense layers.
  private static double digits(int batch) {
    return 2.0 * batch * (64 * 16 * 9 + 64 * 32 * 16 * 9 + 16 * 64 * 32 * 9 + 256 * 64 + 64 * 10);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
