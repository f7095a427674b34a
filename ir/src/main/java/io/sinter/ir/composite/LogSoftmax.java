package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;

/// The logarithm of [Softmax]: `(x - m) - log(sum(e^(x - m)))` with the sum and the maximum `m` over some axes.
public final class LogSoftmax {
  public static final String NAME = "log_softmax";

  private LogSoftmax() {}

  /// @param x of a float type
  /// @param axes ascending
  public static Value of(Builder b, Value x, List<Integer> axes) {
    return Composition.of(b, NAME, List.of("x"), List.of(x), (c, args) -> {
      var shifted = Softmax.shifted(c, args.getFirst(), axes);
      var sum = c.add(new Op.Reduce(c.apply(ScalarFn.EXP, shifted), ScalarFn.ADD, axes));
      return c.apply(ScalarFn.SUB, shifted, c.spread(c.apply(ScalarFn.LOG, sum), x.type().shape(), axes));
    });
  }
}
