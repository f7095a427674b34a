package io.sinter.passes;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.kernel.Expr;
import io.sinter.runtime.DType;

/// Floats as whole numbers of the same order: -0 before +0, and NaN where it wins, after infinity for a maximum and
/// before -infinity for a minimum. A maximum of them is one instruction and three to number an element; processors
/// have none that treats floats as Java and ONNX do, and vectors of them take six, half of them with masks.
///
/// The bits of a negative float are reversed below the sign. Those of a NaN with a sign are the lowest numbers then, of
/// one without the highest: a shift by as many as there are moves both to one end.
final class Ordinal {
  /// How many NaNs have the same sign.
  private static final int NANS = 0x7fffff;

  private Ordinal() {}

  /// Whether a value is a window's largest or smallest element and computed as a number: of floats of 32 bits.
  static boolean isUsed(Value v) {
    return v.op() instanceof Op.ReduceWindow w && (w.combiner() == ScalarFn.MAX || w.combiner() == ScalarFn.MIN)
        && Elements.computed(v.type().dtype()) == DType.F32;
  }

  /// The number of an f32 among those that a combiner, MAX or MIN, compares.
  static Expr of(Expr x, ScalarFn combiner) {
    return Expr.apply(ScalarFn.SUB, folded(new Expr.Bitcast(DType.I32, x)), shift(combiner));
  }

  /// The f32 with a number.
  static Expr value(Expr number, ScalarFn combiner) {
    return new Expr.Bitcast(DType.F32, folded(Expr.apply(ScalarFn.ADD, number, shift(combiner))));
  }

  /// The mask is shifted out of the signs: vector constants would be loaded again for each element.
  private static Expr folded(Expr bits) {
    var signs = new Expr.Bitcast(DType.U32, Expr.apply(ScalarFn.SHR, bits, constant(Integer.SIZE - 1)));
    var below = Expr.apply(ScalarFn.SHR, signs, new Expr.Const(DType.U32, 1));
    return Expr.apply(ScalarFn.XOR, bits, new Expr.Bitcast(DType.I32, below));
  }

  private static Expr shift(ScalarFn combiner) {
    return constant(combiner == ScalarFn.MAX ? NANS : -NANS);
  }

  private static Expr constant(int i) {
    return new Expr.Const(DType.I32, i);
  }
}
