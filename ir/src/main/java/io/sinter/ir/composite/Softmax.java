package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;

/// `e^(x - m) / sum(e^(x - m))` with the sum and the maximum `m` over some axes: positive, and 1 in sum.
public final class Softmax {
  public static final String NAME = "softmax";

  private Softmax() {}

  /// @param x of a float type
  /// @param axes ascending
  public static Value of(Builder b, Value x, List<Integer> axes) {
    return Composition.of(b, NAME, List.of("x"), List.of(x), (c, args) -> {
      var e = c.apply(ScalarFn.EXP, shifted(c, args.getFirst(), axes));
      var sum = c.add(new Op.Reduce(e, ScalarFn.ADD, axes));
      return c.apply(ScalarFn.DIV, e, c.spread(sum, x.type().shape(), axes));
    });
  }

  /// `x - m`: at most 0, so that its exponential does not overflow.
  static Value shifted(Builder b, Value x, List<Integer> axes) {
    var max = b.add(new Op.Reduce(x, ScalarFn.MAX, axes));
    return b.apply(ScalarFn.SUB, x, b.spread(max, x.type().shape(), axes));
  }
}
