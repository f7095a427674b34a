package io.sinter.conformance.bench;

import io.sinter.conformance.Checkout;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/// A model and the size of its only input.
public enum Workload {
  MATMUL(() -> Models.matmul(256, 256, 256), 2.0 * 256 * 256 * 256, 256, 256),
  CONVOLUTION(() -> Models.convolution(56, 64, 3), 2.0 * 56 * 56 * 64 * 64 * 9, 1, 64, 56, 56),
  SOFTMAX(() -> Models.softmax(128, 768), 0, 128, 768),
  LAYER_NORM(() -> Models.layerNorm(128, 768), 0, 128, 768),
  DIGITS_1(() -> read(digits()), digits(1), 1, 1, 8, 8),
  DIGITS_64(() -> read(digits()), digits(64), 64, 1, 8, 8),
  RESNET18(() -> read(resnet18()), 3.63e9, 1, 3, 224, 224);

  private final Supplier<byte[]> model;
  private final double operations;
  private final long[] shape;

  /// @param operations additions and multiplications of contractions; 0 for models without
  Workload(Supplier<byte[]> model, double operations, long... shape) {
    this.model = model;
    this.operations = operations;
    this.shape = shape;
  }

  double operations() {
    return operations;
  }

  /// The bytes of an ONNX model.
  byte[] model() {
    return model.get();
  }

  /// Why it cannot be run here, if it cannot.
  Optional<String> missing() {
    return this == RESNET18 && !Files.exists(resnet18()) ? Optional.of(resnet18() + " is not there")
        : Optional.empty();
  }

  Tensor input() {
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

  private static Path digits() {
    return Checkout.root().resolve("examples/digits/digits_cnn.onnx");
  }

  private static Path resnet18() {
    return Checkout.root().resolveSibling("shared").resolve("models/resnet18/model.onnx");
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
