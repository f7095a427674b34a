package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.Map;

/// Gives every loop and every outlined method a name of its own, where copies of bodies repeat them.
final class UniqueNames {
  private final Names names = new Names();

  private UniqueNames() {}

  static Stmt of(Stmt body) {
    return new UniqueNames().visit(body);
  }

  private Stmt visit(Stmt s) {
    return switch (s) {
      case Stmt.Loop l -> {
        var axis = names.fresh(l.axis());
        yield new Stmt.Loop(axis, l.extent(), l.label(), visit(renamed(l.body(), l.axis(), axis)));
      }
      case Stmt.Reduce r -> {
        var axis = names.fresh(r.axis());
        yield new Stmt.Reduce(
            r.local(), r.init(), r.fold(), axis, r.extent(), r.lanes(), visit(renamed(r.body(), r.axis(), axis)));
      }
      case Stmt.Outline o -> new Stmt.Outline(names.fresh(o.name()), visit(o.body()));
      case Stmt.Block _, Stmt.If _, Stmt.Set _, Stmt.Store _, Stmt.Bind _, Stmt.Put _ -> s.withChildren(this::visit);
    };
  }

  private static Stmt renamed(Stmt body, String from, String to) {
    return from.equals(to) ? body : OnLoop.substitute(body, Map.of(from, Dim.symbol(to)));
  }
}
