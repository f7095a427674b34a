package io.sinter.onnx;

import io.sinter.ir.Value;
import io.sinter.ir.composite.Division;
import java.util.List;

/// What a division leaves: with `fmod` of the sign of the dividend, without it of that of the divisor.
final class Remainders {
  private Remainders() {}

  static Value of(OnnxNode n) {
    var shape = Broadcasting.shape(n, List.of(n.value(0).type().shape(), n.value(1).type().shape()));
    var a = n.builder().broadcast(n.value(0), shape);
    var b = n.builder().broadcast(Demand.divisor(n, n.value(1)), shape);
    boolean truncated = n.attributes().flag("fmod", false);
    n.require(truncated || a.type().dtype().isInteger() || n.version() >= 28,
        "A remainder of floats is asked for that only integers have.",
        "fmod 0 for " + a.type(), "fmod 1, or opset 28");
    return truncated ? Division.truncated(n.builder(), a, b) : Division.floored(n.builder(), a, b);
  }
}
