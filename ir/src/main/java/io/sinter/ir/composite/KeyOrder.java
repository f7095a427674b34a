package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Counting;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;

/// Which of two keys comes first. NaN is above all numbers.
enum KeyOrder {
  ASCENDING,
  DESCENDING,
  /// Keys are rows along the last axis, ascending by their first elements that differ.
  ROWS;

  /// Whether keys `x` stand before keys `y`.
  ///
  /// @param tie whether those that are equal do
  Value before(Builder b, Value x, Value y, Value tie) {
    return switch (this) {
      case ASCENDING -> either(b, below(b, x, y), below(b, y, x), tie);
      case DESCENDING -> either(b, below(b, y, x), below(b, x, y), tie);
      case ROWS -> {
        var less = first(b, below(b, x, y));
        var greater = first(b, below(b, y, x));
        yield either(b, b.apply(ScalarFn.LT, less, greater), b.apply(ScalarFn.LT, greater, less), tie);
      }
    };
  }

  private static Value either(Builder b, Value less, Value greater, Value tie) {
    return b.apply(ScalarFn.OR, less, b.apply(ScalarFn.AND, tie, b.apply(ScalarFn.NOT, greater)));
  }

  /// `x < y` in a total order.
  static Value below(Builder b, Value x, Value y) {
    var less = b.apply(ScalarFn.LT, x, y);
    if (!x.type().dtype().isFloat()) {
      return less;
    }
    var number = b.apply(ScalarFn.EQ, x, x);
    var nan = b.apply(ScalarFn.NOT, b.apply(ScalarFn.EQ, y, y));
    return b.apply(ScalarFn.OR, less, b.apply(ScalarFn.AND, number, nan));
  }

  /// Where along the last axis the first truth stands, or its size if there is none.
  private static Value first(Builder b, Value truths) {
    var shape = truths.type().shape();
    int last = shape.rank() - 1;
    var none = b.broadcast(Measure.of(b, shape.get(last)), shape);
    var at = b.apply(ScalarFn.SELECT, truths, b.add(new Counting.Iota(shape, last)), none);
    return b.add(new Op.Reduce(at, ScalarFn.MIN, List.of(last)));
  }
}
