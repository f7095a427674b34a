package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;

/// `log(1 + e^x)`, as `max(x, 0) + log1p(e^-|x|)`: neither overflows nor loses the small results of negative `x`.
public final class Softplus {
  public static final String NAME = "softplus";

  private Softplus() {}

  public static Value of(Builder b, Value x) {
    return Composition.of(b, NAME, List.of("x"), List.of(x), (c, args) -> {
      var in = args.getFirst();
      var small = c.apply(ScalarFn.EXP, c.apply(ScalarFn.NEG, c.apply(ScalarFn.ABS, in)));
      return c.apply(ScalarFn.ADD, c.apply(ScalarFn.MAX, in, c.splat(in, 0)), log1p(c, small));
    });
  }

  /// `log(1 + x)`: the rounding of `w = 1 + x` cancels in `x * log(w) / (w - 1)` (Kahan).
  private static Value log1p(Builder b, Value x) {
    var one = b.splat(x, 1);
    var w = b.apply(ScalarFn.ADD, one, x);
    var quotient = b.apply(ScalarFn.DIV, b.apply(ScalarFn.MUL, x, b.apply(ScalarFn.LOG, w)),
        b.apply(ScalarFn.SUB, w, one));
    return b.apply(ScalarFn.SELECT, b.apply(ScalarFn.EQ, w, one), x, quotient);
  }
}
