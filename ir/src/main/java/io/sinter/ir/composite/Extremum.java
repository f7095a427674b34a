package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Counting;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;

/// Where along an axis the largest or smallest element stands. NaN is above and below all numbers.
public final class Extremum {
  private Extremum() {}

  /// The position as i64; the axis leaves the shape. The position of nothing is not defined.
  ///
  /// @param extreme max or min
  /// @param last of equal elements the last one, otherwise the first
  public static Value position(Builder b, Value x, ScalarFn extreme, int axis, boolean last) {
    var shape = x.type().shape();
    var best = b.spread(b.add(new Op.Reduce(x, extreme, List.of(axis))), shape, List.of(axis));
    var is = b.apply(ScalarFn.EQ, x, best);
    if (x.type().dtype().isFloat()) {
      is = b.apply(ScalarFn.OR, is, b.apply(ScalarFn.NOT, b.apply(ScalarFn.EQ, x, x)));
    }
    var at = b.add(new Counting.Iota(shape, axis));
    var none = last ? b.splat(at, -1) : b.broadcast(Measure.of(b, shape.get(axis)), shape);
    return b.add(new Op.Reduce(
        b.apply(ScalarFn.SELECT, is, at, none), last ? ScalarFn.MAX : ScalarFn.MIN, List.of(axis)));
  }
}
