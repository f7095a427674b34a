package io.sinter.conformance;

import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.Optional;

/// Equality to the bit, with all NaNs as one value.
final class Bits {
  private Bits() {}

  /// The first difference in words.
  static Optional<String> difference(Tensor actual, Tensor expected) {
    if (expected.dtype() != actual.dtype() || !Arrays.equals(expected.shape(), actual.shape())) {
      return Optional.of("is " + actual.type() + ", not " + expected.type());
    }
    for (int i = 0; i < expected.elements(); i++) {
      if (!same(actual, expected, i)) {
        return Optional.of("element %d of %s is %s, not %s".formatted(i, expected.type(), text(actual, i),
            text(expected, i)));
      }
    }
    return Optional.empty();
  }

  /// Whether two tensors of one type have the same element.
  static boolean same(Tensor x, Tensor y, int i) {
    return x.dtype().isFloat() ? Double.compare(x.doubleAt(i), y.doubleAt(i)) == 0 : x.longAt(i) == y.longAt(i);
  }

  static String text(Tensor x, int i) {
    return x.dtype().isFloat() ? Double.toString(x.doubleAt(i)) : Long.toString(x.longAt(i));
  }
}
