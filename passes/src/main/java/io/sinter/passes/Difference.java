package io.sinter.passes;

import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How results differ from what they should be.
final class Difference {
  private Difference() {}

  /// The first difference in words, if any.
  ///
  /// @param exact whether every bit counts (all NaNs are one value); otherwise floats may be off by a few roundings of
  ///     the largest number in their tensor
  static Optional<String> between(List<Tensor> expected, List<Tensor> actual, boolean exact) {
    for (int i = 0; i < expected.size(); i++) {
      var e = expected.get(i);
      var a = actual.get(i);
      if (e.dtype() != a.dtype() || !Arrays.equals(e.shape(), a.shape())) {
        return Optional.of("result %d is %s, not %s".formatted(i, a.type(), e.type()));
      }
      int at = exact || !e.dtype().isFloat() ? firstOtherBits(e, a) : firstFar(e, a);
      if (at >= 0) {
        return Optional.of("result %d is %s at %d, not %s".formatted(i, a.doubleAt(at), at, e.doubleAt(at)));
      }
    }
    return Optional.empty();
  }

  private static int firstOtherBits(Tensor e, Tensor a) {
    if (e.sameBits(a)) {
      return -1;
    }
    boolean wide = e.dtype() == DType.I64 || e.dtype() == DType.U64;
    for (int i = 0; i < e.elements(); i++) {
      if (wide ? e.longAt(i) != a.longAt(i) : Double.compare(e.doubleAt(i), a.doubleAt(i)) != 0) {
        return i;
      }
    }
    return 0;
  }

  private static int firstFar(Tensor e, Tensor a) {
    double largest = 0;
    for (int i = 0; i < e.elements(); i++) {
      double x = Math.abs(e.doubleAt(i));
      largest = Double.isFinite(x) ? Math.max(largest, x) : largest;
    }
    double allowed = 256 * unit(e.dtype()) * Math.max(largest, Float.MIN_NORMAL);
    for (int i = 0; i < e.elements(); i++) {
      double x = e.doubleAt(i);
      double y = a.doubleAt(i);
      if (Double.compare(x, y) != 0 && !(Math.abs(x - y) <= allowed)) {
        return i;
      }
    }
    return -1;
  }

  /// Half the distance from 1 to the next number.
  private static double unit(DType type) {
    return switch (type) {
      case F64 -> 0x1p-53;
      case F16 -> 0x1p-11;
      case BF16 -> 0x1p-8;
      default -> 0x1p-24;
    };
  }
}
