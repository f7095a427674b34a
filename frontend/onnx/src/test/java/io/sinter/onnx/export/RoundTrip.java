package io.sinter.onnx.export;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Text;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A function that is written as ONNX and read again.
final class RoundTrip {
  private RoundTrip() {}

  static Function of(Function function) {
    try {
      var file = Files.createTempFile("export", ".onnx");
      try {
        OnnxExport.write(function, file);
        return OnnxModel.read(file).function();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The function of a text, written and read again.
  static Function of(String text) {
    return of(Text.parse(text));
  }

  /// Where results differ by more than `room`, relative to the largest number on the way to them; NaNs are equal.
  static Optional<String> difference(Function function, List<Tensor> inputs, double room) {
    double[] largest = {1};
    List<Tensor> expected;
    try {
      expected = Interpreter.trace(function, inputs, (v, t) -> largest[0] = Math.max(largest[0], largest(t)));
    } catch (ModelError e) {
      return Optional.empty();
    }
    var actual = Interpreter.run(of(function), inputs);
    for (int i = 0; i < expected.size(); i++) {
      var e = expected.get(i);
      var a = actual.get(i);
      if (!a.type().equals(e.type())) {
        return Optional.of("result %d is %s, not %s".formatted(i, a.type(), e.type()));
      }
      for (int k = 0; k < e.elements(); k++) {
        boolean close = e.dtype().isFloat()
            ? isClose(e.doubleAt(k), a.doubleAt(k), room * largest[0]) : e.textAt(k).equals(a.textAt(k));
        if (!close) {
          return Optional.of("result %d is %s at %d, not %s".formatted(i, a.textAt(k), k, e.textAt(k)));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isClose(double e, double a, double room) {
    return e == a || Double.isNaN(e) && Double.isNaN(a) || Math.abs(e - a) <= room;
  }

  private static double largest(Tensor t) {
    double largest = 0;
    for (int i = 0; t.dtype().isFloat() && i < t.elements(); i++) {
      double x = Math.abs(t.doubleAt(i));
      largest = Double.isFinite(x) ? Math.max(largest, x) : largest;
    }
    return largest;
  }
}
