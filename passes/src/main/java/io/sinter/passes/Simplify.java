package io.sinter.passes;

import io.sinter.ir.Function;

/// Applies all [Rules] and folds constants until nothing changes.
public record Simplify(PassOptions options) implements Pass {
  @Override
  public Function apply(Function function, Tally tally) {
    return Rewriter.rewrite(Rewriter.rewrite(function, Rules.small(options), tally), Rules.of(options), tally);
  }
}
