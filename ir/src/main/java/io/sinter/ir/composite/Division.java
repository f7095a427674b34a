package io.sinter.ir.composite;

import io.sinter.ir.Assert;
import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;

/// Quotients and what division leaves. An integer divided by zero is an error of the run, where nothing else is said.
public final class Division {
  private Division() {}

  /// `x / y`; integers round towards zero.
  public static Value quotient(Builder b, Value x, Value y) {
    return b.apply(ScalarFn.DIV, x, divisor(b, y));
  }

  /// What division rounded down leaves: of the sign of `y`.
  public static Value modulo(Builder b, Value x, Value y) {
    return floored(b, x, divisor(b, y));
  }

  /// As [#modulo], where an integer `y` is known not to be 0.
  public static Value floored(Builder b, Value x, Value y) {
    var rest = truncated(b, x, y);
    return x.type().dtype().kind() == DType.Kind.UNSIGNED ? rest : towards(b, rest, y);
  }

  /// What division rounded towards zero leaves: of the sign of `x`.
  public static Value remainder(Builder b, Value x, Value y) {
    return truncated(b, x, divisor(b, y));
  }

  private static Value divisor(Builder b, Value y) {
    if (y.type().dtype().isFloat() || isKnown(y)) {
      return y;
    }
    var holds = b.apply(ScalarFn.NOT, b.apply(ScalarFn.EQ, y, b.splat(y, 0)));
    return b.add(new Assert(y, holds, "An integer is divided by zero.", "divisors that are not 0"));
  }

  /// Whether it is a constant without a 0, or one that is repeated.
  private static boolean isKnown(Value y) {
    return switch (y.op()) {
      case Op.Broadcast(var x, _, _) -> isKnown(x);
      case Op.Constant(var literal) -> {
        var tensor = literal.tensor();
        boolean known = true;
        for (int i = 0; i < tensor.elements(); i++) {
          known &= tensor.longAt(i) != 0;
        }
        yield known;
      }
      default -> false;
    };
  }

  /// As [#remainder], where an integer `y` is known not to be 0.
  public static Value truncated(Builder b, Value x, Value y) {
    var type = x.type().dtype();
    return type.isInteger() ? b.apply(ScalarFn.SUB, x, b.apply(ScalarFn.MUL, b.apply(ScalarFn.DIV, x, y), y))
        : Precision.convert(b, real(b, Precision.convert(b, x, DType.F64), Precision.convert(b, y, DType.F64)), type);
  }

  /// Exact while the quotient is below 2^53: a quotient that was rounded up leaves a rest of the wrong sign.
  private static Value real(Builder b, Value x, Value y) {
    var zero = b.splat(x, 0);
    var dividend = b.apply(ScalarFn.ABS, x);
    var divisor = b.apply(ScalarFn.ABS, y);
    var quotient = b.apply(ScalarFn.FLOOR, b.apply(ScalarFn.DIV, dividend, divisor));
    var rest = b.apply(ScalarFn.FMA, b.apply(ScalarFn.NEG, quotient), divisor, dividend);
    var kept = b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, rest, zero), b.apply(ScalarFn.ADD, rest, divisor), rest);
    var magnitude = b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, dividend, divisor), dividend, kept);
    return b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, x, zero), b.apply(ScalarFn.NEG, magnitude), magnitude);
  }

  /// The rest with the sign of the divisor.
  private static Value towards(Builder b, Value rest, Value divisor) {
    var zero = b.splat(rest, 0);
    var differs = b.apply(ScalarFn.XOR, b.apply(ScalarFn.LT, rest, zero), b.apply(ScalarFn.LT, divisor, zero));
    var moves = b.apply(ScalarFn.AND, differs, b.apply(ScalarFn.NOT, b.apply(ScalarFn.EQ, rest, zero)));
    return b.apply(ScalarFn.SELECT, moves, b.apply(ScalarFn.ADD, rest, divisor), rest);
  }
}
