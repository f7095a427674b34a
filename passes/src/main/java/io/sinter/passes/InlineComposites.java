package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import java.util.Set;

/// Replaces each composite by its body, inner ones too, except those that a target has its own code for.
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
      f = Builder.rebuild(f, (b, op, old) -> {
        if (op instanceof Op.Composite c && inlines(op)) {
          tally.hit(c.name());
          return b.inline(c.body(), c.args()).getFirst();
        }
        return b.add(op);
      });
    }
    return f;
  }
}
