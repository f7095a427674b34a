package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/// Replaces each composite by its body, inner ones too, except those that a target has its own code for. The token of
/// one with several results is left to nobody.
///
/// @param kept the names of composites that stay
public record InlineComposites(Set<String> kept) implements Pass {
  public InlineComposites {
    kept = Set.copyOf(kept);
  }

  private boolean inlines(Op op) {
    return op instanceof Op.Composite c && !kept.contains(c.name());
  }

  @Override
  public Function apply(Function function, Tally tally) {
    var f = function;
    while (f.body().stream().anyMatch(v -> inlines(v.op()))) {
      var tuples = new HashMap<Value, List<Value>>();
      f = Builder.rebuild(f, (b, op, old) -> {
        if (op instanceof Op.Composite c && inlines(op)) {
          tally.hit(c.name());
          var results = b.inline(c.body(), c.args());
          if (results.size() == 1) {
            return results.getFirst();
          }
          tuples.put(old, results);
        }
        return old.op() instanceof Op.Project(var tuple, var index) && tuples.containsKey(tuple)
            ? tuples.get(tuple).get(index) : b.add(op);
      });
    }
    return f;
  }
}
