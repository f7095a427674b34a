package io.sinter.passes;

import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import org.jspecify.annotations.Nullable;

/// What rules ask about constants.
final class Constants {
  private Constants() {}

  /// Whether `v` is a constant, perhaps repeated along some axes.
  static boolean isKnown(Value v) {
    return literal(v) != null;
  }

  /// The constant that `v` is or repeats.
  static @Nullable Literal literal(Value v) {
    return switch (v.op()) {
      case Op.Constant(var literal) -> literal;
      case Op.Broadcast b when b.x().op() instanceof Op.Constant(var literal) -> literal;
      default -> null;
    };
  }

  /// The constant whose elements are all the same and are those of `v`.
  static @Nullable Literal splat(Value v) {
    var literal = literal(v);
    return literal != null && literal.type().dtype() != DType.STRING && literal.isSplat() ? literal : null;
  }

  /// Whether every element of `v` is `number`, where -0 is not 0.
  static boolean isSplat(Value v, double number) {
    var literal = splat(v);
    return literal != null && Double.compare(literal.tensor().doubleAt(0), number) == 0;
  }

  /// Whether every element of an integer or bool `v` has all its bits set (`true`).
  static boolean isAllOnes(Value v) {
    var literal = splat(v);
    if (literal == null || literal.type().dtype().isFloat()) {
      return false;
    }
    var type = literal.type().dtype();
    long bits = literal.tensor().longAt(0);
    return type == DType.BOOL ? bits != 0 : bits << 64 - 8 * type.bytes() == -1L << 64 - 8 * type.bytes();
  }
}
