package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import java.util.List;

/// A size as data. A constant is a constant; a symbol is measured by adding up as many ones, and an expression is
/// computed from its symbols.
public final class Measure {
  private Measure() {}

  /// The value of `size`, an i64 scalar. Divisors in it are taken to be positive.
  public static Value of(Builder b, Dim size) {
    if (size.constant().isPresent()) {
      return constant(b, size.asLong());
    }
    Value sum = null;
    for (var term : size.terms()) {
      Value product = term.coefficient() == 1 && !term.factors().isEmpty() ? null : constant(b, term.coefficient());
      for (var factor : term.factors()) {
        var f = of(b, factor);
        product = product == null ? f : b.apply(ScalarFn.MUL, product, f);
      }
      sum = sum == null ? product : b.apply(ScalarFn.ADD, sum, product);
    }
    return sum;
  }

  /// The value of `size` in another type, a scalar.
  public static Value of(Builder b, Dim size, DType type) {
    return size.constant().isPresent() && type.isFloat()
        ? b.scalar(type, size.asLong())
        : Precision.convert(b, of(b, size), type);
  }

  private static Value constant(Builder b, long value) {
    return b.constant(Literal.of(Tensor.scalar(value)));
  }

  private static Value of(Builder b, Dim.Atom atom) {
    return switch (atom) {
      case Dim.Symbol s -> {
        var ones = b.add(new Op.Broadcast(constant(b, 1), Shape.of(Dim.symbol(s.name())), List.of()));
        yield b.add(new Op.Reduce(ones, ScalarFn.ADD, List.of(0)));
      }
      case Dim.FloorDiv d -> floorDiv(b, d);
      case Dim.Min m -> b.apply(ScalarFn.MIN, of(b, m.left()), of(b, m.right()));
      case Dim.Max m -> b.apply(ScalarFn.MAX, of(b, m.left()), of(b, m.right()));
    };
  }

  /// The primitive rounds towards zero, so a negative dividend `x` becomes `-((d - 1 - x) / d)`.
  private static Value floorDiv(Builder b, Dim.FloorDiv quotient) {
    var x = of(b, quotient.dividend());
    var d = of(b, quotient.divisor());
    var towardsZero = b.apply(ScalarFn.DIV, x, d);
    if (quotient.dividend().range(Dim.Ranges.NONE).low() >= 0) {
      return towardsZero;
    }
    var away = b.apply(ScalarFn.SUB, b.apply(ScalarFn.SUB, d, constant(b, 1)), x);
    return b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, x, constant(b, 0)),
        b.apply(ScalarFn.NEG, b.apply(ScalarFn.DIV, away, d)), towardsZero);
  }
}
