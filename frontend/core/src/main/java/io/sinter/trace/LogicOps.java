package io.sinter.trace;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.Tensor;

/// Comparisons, which give bools, and logic. Shapes broadcast as in NumPy; both sides have one element type.
public sealed interface LogicOps permits Traced {
  /// Whether the elements are equal; NaN equals nothing, and -0 equals 0.
  default Traced equalTo(Traced y) {
    return Elementwise.binary("equalTo", ScalarFn.EQ, self(), y);
  }

  default Traced equalTo(Tensor y) {
    return Elementwise.binary("equalTo", ScalarFn.EQ, self(), y);
  }

  default Traced equalTo(Number y) {
    return Elementwise.binary("equalTo", ScalarFn.EQ, self(), y);
  }

  /// Whether the elements differ.
  default Traced notEqualTo(Traced y) {
    return Elementwise.binary("notEqualTo", ScalarFn.EQ, self(), y, Comparison::different);
  }

  default Traced notEqualTo(Tensor y) {
    return Elementwise.binary("notEqualTo", ScalarFn.EQ, self(), y, Comparison::different);
  }

  default Traced notEqualTo(Number y) {
    return Elementwise.binary("notEqualTo", ScalarFn.EQ, self(), y, Comparison::different);
  }

  /// `this < y`; false where either is NaN.
  default Traced lessThan(Traced y) {
    return Elementwise.binary("lessThan", ScalarFn.LT, self(), y);
  }

  default Traced lessThan(Tensor y) {
    return Elementwise.binary("lessThan", ScalarFn.LT, self(), y);
  }

  default Traced lessThan(Number y) {
    return Elementwise.binary("lessThan", ScalarFn.LT, self(), y);
  }

  /// `this <= y`; false where either is NaN.
  default Traced atMost(Traced y) {
    return Elementwise.binary("atMost", ScalarFn.LE, self(), y);
  }

  default Traced atMost(Tensor y) {
    return Elementwise.binary("atMost", ScalarFn.LE, self(), y);
  }

  default Traced atMost(Number y) {
    return Elementwise.binary("atMost", ScalarFn.LE, self(), y);
  }

  /// `this > y`; false where either is NaN.
  default Traced greaterThan(Traced y) {
    return Elementwise.binary("greaterThan", ScalarFn.LT, self(), y, Comparison::greater);
  }

  default Traced greaterThan(Tensor y) {
    return Elementwise.binary("greaterThan", ScalarFn.LT, self(), y, Comparison::greater);
  }

  default Traced greaterThan(Number y) {
    return Elementwise.binary("greaterThan", ScalarFn.LT, self(), y, Comparison::greater);
  }

  /// `this >= y`; false where either is NaN.
  default Traced atLeast(Traced y) {
    return Elementwise.binary("atLeast", ScalarFn.LE, self(), y, Comparison::atLeast);
  }

  default Traced atLeast(Tensor y) {
    return Elementwise.binary("atLeast", ScalarFn.LE, self(), y, Comparison::atLeast);
  }

  default Traced atLeast(Number y) {
    return Elementwise.binary("atLeast", ScalarFn.LE, self(), y, Comparison::atLeast);
  }

  /// Of bools, or bit by bit of integers.
  default Traced and(Traced y) {
    return Elementwise.binary("and", ScalarFn.AND, self(), y);
  }

  default Traced and(Tensor y) {
    return Elementwise.binary("and", ScalarFn.AND, self(), y);
  }

  /// Of bools, or bit by bit of integers.
  default Traced or(Traced y) {
    return Elementwise.binary("or", ScalarFn.OR, self(), y);
  }

  default Traced or(Tensor y) {
    return Elementwise.binary("or", ScalarFn.OR, self(), y);
  }

  /// Of bools, or bit by bit of integers.
  default Traced xor(Traced y) {
    return Elementwise.binary("xor", ScalarFn.XOR, self(), y);
  }

  default Traced xor(Tensor y) {
    return Elementwise.binary("xor", ScalarFn.XOR, self(), y);
  }

  /// Of bools, or bit by bit of integers.
  default Traced not() {
    return Elementwise.unary("not", ScalarFn.NOT, self());
  }

  /// `yes` where this is true, else `no`, as NumPy's `where`. Nothing of the one not chosen shows.
  default Traced select(Traced yes, Traced no) {
    var c = Call.of("select");
    return Selection.of(c, c.in(self()), c.in(yes), c.in(no));
  }

  default Traced select(Traced yes, Number no) {
    var c = Call.of("select");
    return Selection.of(c, c.in(self()), c.in(yes), c.number(no, yes.dtype()));
  }

  default Traced select(Number yes, Traced no) {
    var c = Call.of("select");
    return Selection.of(c, c.in(self()), c.number(yes, no.dtype()), c.in(no));
  }

  private Traced self() {
    return (Traced) this;
  }
}
