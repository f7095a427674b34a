package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import java.util.HashSet;

/// Computes equal expressions once. The builder interns, so building the function again is all there is to do.
public record MergeEqual() implements Pass {
  @Override
  public Function apply(Function function, Tally tally) {
    var made = new HashSet<>();
    var merged = Builder.rebuild(function, (b, op, old) -> {
      var value = b.add(op);
      if (!made.add(value)) {
        tally.hit("equal");
      }
      return value;
    });
    return tally.total() == 0 ? function : merged;
  }
}
