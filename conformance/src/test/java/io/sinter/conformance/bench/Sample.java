package io.sinter.conformance.bench;

import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A model in a file, and what it is run with.
///
/// @param tolerance by how much engines may differ, as a part of the largest element of an output
/// @param temporary whether closing deletes the file
record Sample(String name, Path file, List<Tensor> inputs, double tolerance, boolean temporary)
    implements AutoCloseable {
  /// What f32 arithmetic in another order may change.
  static final double ROUNDING = 1e-4;

  /// What networks of bytes may differ by: a sum near the middle of two bytes becomes either, and layers after it
  /// carry that on.
  static final double BYTES = 0.08;

  static Sample of(String name, Graph graph, double tolerance) {
    try {
      var file = Files.createTempFile("sinter-" + name, ".onnx");
      graph.write(file);
      return new Sample(name, file, graph.inputs(), tolerance, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws IllegalStateException when two engines do not give the same numbers up to rounding
  void requireAgreement(List<Tensor> ours, List<Tensor> theirs) {
    if (ours.size() != theirs.size()) {
      throw new IllegalStateException(name + ": " + ours.size() + " and " + theirs.size() + " outputs");
    }
    for (int i = 0; i < ours.size(); i++) {
      requireAgreement(name + ", output " + i, ours.get(i), theirs.get(i));
    }
  }

  private void requireAgreement(String what, Tensor ours, Tensor theirs) {
    if (!ours.type().equals(theirs.type())) {
      throw new IllegalStateException(what + ": " + ours.type() + " and " + theirs.type());
    }
    double largest = 0;
    for (int i = 0; i < theirs.elements(); i++) {
      largest = Math.max(largest, Math.abs(theirs.doubleAt(i)));
    }
    for (int i = 0; i < theirs.elements(); i++) {
      if (!(Math.abs(ours.doubleAt(i) - theirs.doubleAt(i)) <= tolerance * largest)) {
        throw new IllegalStateException(what + ": element " + i + " is " + ours.doubleAt(i) + " and "
            + theirs.doubleAt(i));
      }
    }
  }

  @Override
  public void close() {
    if (temporary) {
      try {
        Files.delete(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
