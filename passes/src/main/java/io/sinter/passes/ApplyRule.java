package io.sinter.passes;

import io.sinter.ir.Function;
import java.util.List;

/// One rule, as a pass of that name.
record ApplyRule(Rule rule) implements Pass {
  @Override
  public String name() {
    return rule.name();
  }

  @Override
  public Function apply(Function function, Tally tally) {
    return Rewriter.rewrite(function, List.of(rule), tally);
  }
}
