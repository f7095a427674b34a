package io.sinter.ir;

import io.sinter.runtime.DType;
import java.util.List;

/// The scalar functions a reduction may fold with, and the value each starts from.
public final class Combiners {
  private Combiners() {}

  static boolean has(ScalarFn fn) {
    return switch (fn) {
      case ADD, MUL, MAX, MIN, AND, OR -> true;
      default -> false;
    };
  }

  /// Whether `fn` may fold elements of `type`.
  static boolean fits(ScalarFn fn, DType type) {
    if (!has(fn)) {
      return false;
    }
    try {
      return fn.resultType(List.of(type, type)) == type;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// The neutral element, as a double that converts exactly to `type`.
  public static double identity(ScalarFn fn, DType type) {
    return switch (fn) {
      case ADD, OR -> 0;
      case MUL -> 1;
      case AND -> type == DType.BOOL ? 1 : -1;
      case MAX -> type.isFloat() ? Double.NEGATIVE_INFINITY : lowest(type);
      case MIN -> type.isFloat() ? Double.POSITIVE_INFINITY : highest(type);
      default -> throw new IllegalArgumentException(fn + " does not combine");
    };
  }

  private static double lowest(DType type) {
    return type.kind() == DType.Kind.SIGNED ? -Math.pow(2, type.bytes() * 8 - 1) : 0;
  }

  /// For 64-bit types the nearest double, which saturates to the largest value when converted.
  private static double highest(DType type) {
    return type == DType.BOOL ? 1 : type.bytes() == 8 ? Math.pow(2, type.kind() == DType.Kind.SIGNED ? 63 : 64)
        : Math.pow(2, type.bytes() * 8 - (type.kind() == DType.Kind.SIGNED ? 1 : 0)) - 1;
  }
}
