package io.sinter.passes;

import io.sinter.ir.Function;

/// Applies all [Rules], folds constants, settles sizes and narrows control ops until nothing changes.
public record Simplify(PassOptions options) implements Pass {
  @Override
  public Function apply(Function function, Tally tally) {
    var small = Rewriter.rewrite(function, Rules.small(options), tally);
    var simple = Rewriter.rewrite(small, Rules.of(options), tally);
    var settled = new NarrowControl().apply(new SettleSizes().apply(simple, tally), tally);
    return settled == simple ? simple : apply(settled, tally);
  }
}
