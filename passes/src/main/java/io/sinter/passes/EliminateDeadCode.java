package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Schema;
import java.util.HashSet;

/// Leaves out what no result needs, as a value or as a size. Parameters stay: they are the signature.
public record EliminateDeadCode() implements Pass {
  @Override
  public Function apply(Function function, Tally tally) {
    var live = new HashSet<>(function.results());
    var sizes = new HashSet<String>();
    for (var v : function.body().reversed()) {
      if (live.contains(v) || v.op().binds().stream().anyMatch(sizes::contains)) {
        live.add(v);
        live.addAll(v.op().operands());
        sizes.addAll(Schema.of(v.op()).symbols(v));
      } else {
        tally.hit("dead");
      }
    }
    return tally.total() == 0 ? function
        : new Function(function.name(), function.parameters(), function.body().stream().filter(live::contains).toList(),
            function.results(), function.outputs());
  }
}
