package io.sinter.passes.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.ScalarDefinitions;
import io.sinter.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Writes scalar functions that targets do not implement with those that they do, as [ScalarDefinitions] says. What
/// their definitions name is set just before the statement. Bounds that are constants become selections ([Bounded]).
final class ExpandScalars {
  private final RowMaxima maxima;
  private final Names names;

  private ExpandScalars(RowMaxima maxima, Names names) {
    this.maxima = maxima;
    this.names = names;
  }

  static Stmt in(Stmt body, RowMaxima maxima, Names names) {
    return body.map(new ExpandScalars(maxima, names)::statement);
  }

  private Stmt statement(Stmt s) {
    var lets = new ArrayList<Stmt>();
    return switch (s) {
      case Stmt.Set x -> after(lets, new Stmt.Set(x.local(), value(x.value(), lets)));
      case Stmt.Take x -> after(lets, new Stmt.Take(x.name(), value(x.value(), lets)));
      case Stmt.Block b -> withTakes(b);
      case Stmt.Store x -> after(lets, new Stmt.Store(x.buffer(), x.at(), value(x.value(), lets)));
      case Stmt.Reduce r -> {
        var init = value(r.init(), lets);
        yield after(
            lets, new Stmt.Reduce(r.local(), init, r.fold(), r.axis(), r.extent(), r.lanes(), r.label(), r.body()));
      }
      case Stmt.Loop _, Stmt.Bind _, Stmt.If _, Stmt.Outline _, Stmt.Put _, Stmt.Barrier _ -> s;
    };
  }

  /// What is taken is known in the whole block, with what stands before it or without.
  private static Stmt withTakes(Stmt.Block b) {
    return b.parts().stream().noneMatch(ExpandScalars::isTake) ? b : new Stmt.Block(b.parts().stream()
        .flatMap(s -> isTake(s) ? s.children().stream() : Stream.of(s)).toList());
  }

  private static boolean isTake(Stmt s) {
    return s instanceof Stmt.Block(var parts) && !parts.isEmpty() && parts.getLast() instanceof Stmt.Take;
  }

  private static Stmt after(List<Stmt> lets, Stmt s) {
    if (lets.isEmpty()) {
      return s;
    }
    lets.add(s);
    return new Stmt.Block(lets);
  }

  private Expr value(Expr e, List<Stmt> lets) {
    return e.map(x -> {
      if (!(x instanceof Expr.Apply a)) {
        return x;
      }
      if (a.fn().isPrimitive()) {
        return Bounded.is(a) ? Bounded.of(a, lets, names::fresh) : x;
      }
      var expansion = a.fn() == ScalarFn.EXP && maxima.isAtMostZero(a.args().getFirst())
          ? ScalarDefinitions.expAtMostZero(a.args().getFirst(), names::fresh)
          : ScalarDefinitions.expand(a.fn(), a.args(), names::fresh);
      lets.addAll(expansion.lets());
      return expansion.value();
    });
  }
}
