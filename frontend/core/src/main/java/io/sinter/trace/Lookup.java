package io.sinter.trace;

import io.sinter.ir.Assert;
import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Positions;
import io.sinter.ir.composite.Take;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Tensor;

/// Elements at indices that are data.
final class Lookup {
  private static final String OUTSIDE = "An index lies outside its axis.";

  private Lookup() {}

  static Traced of(Call c, Value x, int axis, Value indices) {
    if (indices.type().dtype() != DType.I64 && indices.type().dtype() != DType.I32) {
      throw c.error("Indices are not integers.", indices.type(), "i64 or i32", "cast them: x.cast(DType.I64)");
    }
    var size = x.type().dim(axis);
    if (indices.op() instanceof Op.Constant(var literal) && size.constant().isPresent()) {
      return c.out(Take.along(c.builder(), x, axis, c.constant(fromStart(c, literal.tensor(), size))));
    }
    return c.out(Take.along(c.builder(), x, axis, fromStart(c.builder(), indices, size)));
  }

  static String expected(Dim size) {
    return "from " + size.times(-1) + " to " + size.minus(1);
  }

  /// Indices that are known, of an axis whose size is.
  private static Tensor fromStart(Call c, Tensor indices, Dim size) {
    long count = size.asLong();
    var known = new long[indices.elements()];
    for (int i = 0; i < known.length; i++) {
      long index = indices.longAt(i);
      if (index < -count || index >= count) {
        throw c.error(OUTSIDE, index, expected(size));
      }
      known[i] = index < 0 ? index + count : index;
    }
    return Tensor.of(known, indices.shape());
  }

  private static Value fromStart(Builder b, Value indices, Dim size) {
    var at = indices.type().dtype() == DType.I64 ? indices : b.add(new Op.Convert(indices, DType.I64));
    var inside = Positions.areWithin(b, at, size.times(-1), size);
    return Positions.fromStart(b, at, b.add(new Assert(at, inside, OUTSIDE, expected(size))), size);
  }
}
