package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;

/// Positions along an axis that are data, of i64.
public final class Positions {
  private Positions() {}

  /// Whether each is from `low` to `end - 1`.
  public static Value areWithin(Builder b, Value x, Dim low, Dim end) {
    var begun = b.apply(ScalarFn.LE, spread(b, x, low), x);
    return b.apply(ScalarFn.AND, begun, b.apply(ScalarFn.LT, x, spread(b, x, end)));
  }

  /// Each from the start of an axis of a `size`: a negative one counts from its end.
  ///
  /// @param checked what is `x` where all is well
  public static Value fromStart(Builder b, Value x, Value checked, Dim size) {
    var zero = b.splat(x, 0);
    var shift = b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, x, zero), spread(b, x, size), zero);
    return b.apply(ScalarFn.ADD, checked, shift);
  }

  private static Value spread(Builder b, Value x, Dim size) {
    return b.broadcast(Measure.of(b, size), x.type().shape());
  }
}
