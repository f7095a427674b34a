package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What a run of straight-line statements takes as indices when it is copied for several points: copies that take the
/// same share a name, unless the run itself changes what is read.
final class Taken {
  private final List<Stmt> run;
  private final UnaryOperator<String> names;
  private final Map<Expr, Dim> known = new HashMap<>();

  /// @param names gives each copy's name for what is taken
  Taken(List<Stmt> run, UnaryOperator<String> names) {
    this.run = List.copyOf(run);
    this.names = names;
  }

  /// The name of one copy, which is added to `out` where no copy before it has the same value.
  ///
  /// @param value the copy's flat value
  Dim name(Stmt.Take take, Expr value, List<Stmt> out) {
    if (known.containsKey(value)) {
      return known.get(value);
    }
    var name = names.apply(take.name());
    out.add(new Stmt.Take(name, value));
    if (run.stream().noneMatch(s -> changes(s, take.value()))) {
      known.put(value, Dim.symbol(name));
    }
    return Dim.symbol(name);
  }

  private static boolean changes(Stmt s, Expr e) {
    boolean here = switch (s) {
      case Stmt.Set x -> e instanceof Expr.Read r && r.local().equals(x.local());
      case Stmt.Store x -> e instanceof Expr.Load l && l.buffer().equals(x.buffer());
      default -> false;
    };
    return here || e.children().stream().anyMatch(c -> changes(s, c));
  }
}
