package io.sinter.check;

import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.Optional;

/// A result beside what was expected, as `onnx.backend.test.runner` compares: equal types and shapes, numbers within a
/// tolerance, NaN where NaN is expected, infinities in place, strings and bools equal.
///
/// @param absolute the largest difference of two numbers, infinite where one of them is not finite
/// @param relative the largest difference divided by the expected number, where that is not 0
/// @param difference in words; empty when the result is right
public record Comparison(double absolute, double relative, Optional<String> difference) {
  static final Comparison EQUAL = new Comparison(0, 0, Optional.empty());

  public static Comparison of(Tensor actual, Tensor expected, Tolerance tolerance) {
    if (actual.dtype() != expected.dtype() || !Arrays.equals(actual.shape(), expected.shape())) {
      return new Comparison(0, 0, Optional.of("is " + actual.type() + ", not " + expected.type()));
    }
    return switch (expected.dtype().kind()) {
      case STRING -> strings(actual, expected);
      case FLOAT -> numbers(actual, expected,
          expected.dtype() == DType.BF16 ? tolerance.forBf16() : tolerance);
      case SIGNED, UNSIGNED -> numbers(actual, expected,
          tolerance.exactIntegers() ? new Tolerance(0, 0, true) : tolerance);
      case BOOL -> numbers(actual, expected, new Tolerance(0, 0, true));
    };
  }

  /// The worse of both.
  Comparison and(Comparison other) {
    return new Comparison(Math.max(absolute, other.absolute), Math.max(relative, other.relative),
        difference.or(other::difference));
  }

  /// The same, said of something with a name.
  Comparison of(String name) {
    return new Comparison(absolute, relative, difference.map(d -> name + " " + d));
  }

  private static Comparison strings(Tensor actual, Tensor expected) {
    int first = Arrays.mismatch(actual.strings(), expected.strings());
    return first < 0 ? EQUAL : new Comparison(0, 0, Optional.of("is \"" + actual.strings()[first] + "\" at "
        + place(expected, first) + ", not \"" + expected.strings()[first] + "\""));
  }

  private static Comparison numbers(Tensor actual, Tensor expected, Tolerance tolerance) {
    double absolute = 0;
    double relative = 0;
    int wrong = 0;
    int first = 0;
    for (int i = 0; i < expected.elements(); i++) {
      double a = actual.doubleAt(i);
      double e = expected.doubleAt(i);
      if (same(actual, expected, i, a, e)) {
        continue;
      }
      double off = Double.isFinite(a) && Double.isFinite(e) ? Math.abs(a - e) : Double.POSITIVE_INFINITY;
      absolute = Math.max(absolute, off);
      relative = e == 0 ? relative : Math.max(relative, off / Math.abs(e));
      if (off == 0 ? tolerance.exactIntegers() : Double.isInfinite(off) || !tolerance.allows(a, e)) {
        first = wrong++ == 0 ? i : first;
      }
    }
    return new Comparison(absolute, relative, wrong == 0 ? Optional.empty()
        : Optional.of("is " + text(actual, first) + " at " + place(expected, first) + ", not " + text(expected, first)
            + " (" + wrong + " of " + expected.elements() + (wrong == 1 ? " differs)" : " differ)")));
  }

  /// Whether both are NaN or the same number; doubles do not tell large integers apart.
  private static boolean same(Tensor actual, Tensor expected, int i, double a, double e) {
    return Double.isNaN(a) && Double.isNaN(e)
        || a == e && (expected.dtype().isFloat() || actual.longAt(i) == expected.longAt(i));
  }

  private static String text(Tensor tensor, int i) {
    return switch (tensor.dtype()) {
      case F32, F16, BF16 -> Float.toString((float) tensor.doubleAt(i));
      case F64 -> Double.toString(tensor.doubleAt(i));
      case BOOL -> Boolean.toString(tensor.longAt(i) != 0);
      case U64 -> Long.toUnsignedString(tensor.longAt(i));
      case I8, I16, I32, I64, U8, U16, U32 -> Long.toString(tensor.longAt(i));
      case STRING -> tensor.strings()[i];
    };
  }

  /// The index of an element along each axis: `[0, 3, 7]`.
  static String place(Tensor tensor, int element) {
    var index = new long[tensor.rank()];
    for (int axis = index.length - 1, rest = element; axis >= 0; axis--) {
      index[axis] = rest % tensor.dim(axis);
      rest /= (int) tensor.dim(axis);
    }
    return Arrays.toString(index);
  }
}
