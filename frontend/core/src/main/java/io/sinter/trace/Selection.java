package io.sinter.trace;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;

/// One of two values at each index.
final class Selection {
  private Selection() {}

  static Traced of(Call c, Value condition, Value yes, Value no) {
    if (condition.type().dtype() != DType.BOOL) {
      throw c.error("What selects is not a condition.", condition.type(), "bools",
          "compare first: x.greaterThan(0).select(…, …)");
    }
    Elementwise.requireOneType(c, yes, no);
    var all = Elementwise.common(c, List.of(condition, yes, no));
    return c.out(c.builder().apply(ScalarFn.SELECT, all.get(0), all.get(1), all.get(2)));
  }
}
