package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import java.util.List;

/// The sum over some axes divided by the number of elements in it. Integers round towards zero; the mean of nothing is
/// NaN.
public final class Mean {
  private Mean() {}

  /// @param axes ascending; they leave the shape
  public static Value of(Builder b, Value x, List<Integer> axes) {
    var count = axes.stream().map(x.type()::dim).reduce(Dim.ONE, Dim::times);
    var sum = b.add(new Op.Reduce(Precision.widen(b, x), ScalarFn.ADD, axes));
    var divisor = b.broadcast(Measure.of(b, count, sum.type().dtype()), sum.type().shape());
    return Precision.convert(b, b.apply(ScalarFn.DIV, sum, divisor), x.type().dtype());
  }
}
