package io.sinter.onnx;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.Dim;

/// Arithmetic of i64 scalars: what is said of positions and sizes before they become sizes.
///
/// @param b gets the ops; those that are known fold when the result becomes a size
record Integers(Builder b) {
  Value of(Dim size) {
    return Measure.of(b, size);
  }

  Value of(long number) {
    return of(Dim.of(number));
  }

  Value plus(Value x, Value y) {
    return b.apply(ScalarFn.ADD, x, y);
  }

  Value minus(Value x, Value y) {
    return b.apply(ScalarFn.SUB, x, y);
  }

  Value times(Value x, Value y) {
    return b.apply(ScalarFn.MUL, x, y);
  }

  /// Of numbers that are not negative, rounded down.
  Value dividedBy(Value x, Value y) {
    return b.apply(ScalarFn.DIV, x, y);
  }

  /// Rounded up, of an `x` that is not negative.
  Value ceilDiv(Value x, long by) {
    return by == 1 ? x : dividedBy(plus(x, of(by - 1)), of(by));
  }

  Value atLeast(Value x, Value least) {
    return b.apply(ScalarFn.MAX, x, least);
  }

  Value atMost(Value x, Value most) {
    return b.apply(ScalarFn.MIN, x, most);
  }

  /// `then` where `x` is a number, else `otherwise`.
  Value ifIs(Value x, long number, Value then, Value otherwise) {
    return b.apply(ScalarFn.SELECT, b.apply(ScalarFn.EQ, x, of(number)), then, otherwise);
  }

  /// A position that counts from the end of an axis when it is negative, counted from the start.
  Value fromStart(Value position, Value size) {
    var negative = b.apply(ScalarFn.LT, position, of(0));
    return b.apply(ScalarFn.SELECT, negative, plus(position, size), position);
  }
}
