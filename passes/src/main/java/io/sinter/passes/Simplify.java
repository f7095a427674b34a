package io.sinter.passes;

import io.sinter.ir.Function;

/// Applies all [Rules], folds constants, settles sizes and narrows control ops until nothing changes.
public record Simplify(PassOptions options) implements Pass {
  @Override
  public Function apply(Function function, Tally tally) {
    var f = function;
    while (true) {
      var small = Rewriter.rewrite(f, Rules.small(options), tally);
      var simple = Rewriter.rewrite(small, Rules.of(options), tally);
      f = new NarrowControl().apply(new SettleSizes().apply(simple, tally), tally);
      if (f == simple) {
        return simple;
      }
    }
  }
}
