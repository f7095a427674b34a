package io.sinter.passes;

import io.sinter.ir.Function;
import java.util.HashSet;

/// Leaves out what no result needs. Parameters stay: they are the signature.
public record EliminateDeadCode() implements Pass {
  @Override
  public Function apply(Function function, Tally tally) {
    var live = new HashSet<>(function.results());
    for (var v : function.body().reversed()) {
      if (live.contains(v)) {
        live.addAll(v.op().operands());
      } else {
        tally.hit("dead");
      }
    }
    return tally.total() == 0 ? function
        : new Function(function.name(), function.parameters(), function.body().stream().filter(live::contains).toList(),
            function.results(), function.outputs());
  }
}
