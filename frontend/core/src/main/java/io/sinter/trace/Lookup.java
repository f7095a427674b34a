package io.sinter.trace;

import io.sinter.ir.Assert;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.ir.composite.Take;
import io.sinter.runtime.DType;

/// Elements at indices that are data.
final class Lookup {
  private Lookup() {}

  static Traced of(Call c, Value x, int axis, Value indices) {
    var b = c.builder();
    if (indices.type().dtype() != DType.I64 && indices.type().dtype() != DType.I32) {
      throw c.error("Indices are not integers.", indices.type(), "i64 or i32", "cast them: x.cast(DType.I64)");
    }
    var at = indices.type().dtype() == DType.I64 ? indices : b.add(new io.sinter.ir.Op.Convert(indices, DType.I64));
    var size = x.type().dim(axis);
    var count = b.broadcast(Measure.of(b, size), at.type().shape());
    var least = b.apply(ScalarFn.NEG, count);
    var inside = b.apply(ScalarFn.AND, b.apply(ScalarFn.LE, least, at), b.apply(ScalarFn.LT, at, count));
    var safe = b.add(new Assert(at, inside, "An index lies outside of its axis.",
        size.times(-1) + " to " + size.minus(1)));
    var fromEnd = b.apply(ScalarFn.ADD, safe, count);
    var wrapped = b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, safe, b.splat(safe, 0)), fromEnd, safe);
    return c.out(Take.along(b, x, axis, wrapped));
  }
}
