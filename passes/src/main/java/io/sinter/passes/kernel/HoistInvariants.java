package io.sinter.passes.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Values that no iteration of a SERIAL loop changes are computed before the loop. What could fail (a fetch, an integer
/// division, a check, the taking of an index) leaves only loops that surely run, and no guard. Nothing leaves an
/// outlined body, since vectors that are parameters of methods would be boxed.
final class HoistInvariants {
  private final Names names;
  private final Set<Local> hoisted = new HashSet<>();

  private HoistInvariants(Names names) {
    this.names = names;
  }

  static Stmt in(Stmt body, Names names) {
    return body.map(new HoistInvariants(names)::visit);
  }

  private Stmt visit(Stmt s) {
    if (!(s instanceof Stmt.Loop l) || l.label() != Label.SERIAL) {
      return s;
    }
    var before = new Before(l);
    var body = before.leave(l.body(), l.extent().range(Dim.Ranges.NONE).low() > 0);
    if (before.out.isEmpty()) {
      return l;
    }
    before.out.add(new Stmt.Loop(l.axis(), l.extent(), l.label(), body));
    return new Stmt.Block(before.out);
  }

  /// What is moved before one loop.
  private final class Before {
    final List<Stmt> out = new ArrayList<>();
    private final Map<Expr, Local> moved = new LinkedHashMap<>();
    private final Set<String> symbols = new HashSet<>();
    private final Set<Local> set = new HashSet<>();
    private final Set<String> written = new HashSet<>();

    Before(Stmt.Loop loop) {
      loop.forEach(s -> {
        switch (s) {
          case Stmt.Loop l -> symbols.add(l.axis());
          case Stmt.Bind b -> symbols.add(b.name());
          case Stmt.Take t -> symbols.add(t.name());
          case Stmt.Set x -> {
            set.add(x.local());
            symbols.add(x.local().name());
          }
          case Stmt.Put p -> written.add(p.buffer());
          case Stmt.Block _, Stmt.If _, Stmt.Outline _, Stmt.Barrier _ -> {}
          case Stmt.Store _, Stmt.Reduce _ -> throw new IllegalStateException("not a flat statement: " + s);
        }
      });
    }

    /// @param runs whether the statement runs whenever the loop is reached
    Stmt leave(Stmt s, boolean runs) {
      return switch (s) {
        case Stmt.Block b -> new Stmt.Block(b.parts().stream().map(p -> leave(p, runs))
            .filter(p -> !(p instanceof Stmt.Block(var parts) && parts.isEmpty())).toList());
        // what items compute, they compute inside of their loops
        case Stmt.Loop l when l.label() == Label.LOCAL -> l;
        case Stmt.Loop l -> new Stmt.Loop(l.axis(), l.extent(), l.label(), leave(l.body(), false));
        case Stmt.If i -> new Stmt.If(i.room(), leave(i.body(), false));
        case Stmt.Set x when hoisted.contains(x.local()) && isInvariant(x.value(), runs) -> {
          set.remove(x.local());
          var same = moved.putIfAbsent(x.value(), x.local());
          out.add(same == null ? x : new Stmt.Set(x.local(), new Expr.Read(same)));
          yield Stmt.block();
        }
        case Stmt.Set x -> new Stmt.Set(x.local(), leave(x.value(), runs));
        case Stmt.Take t when runs && isInvariant(t.value(), true) -> {
          symbols.remove(t.name());
          out.add(t);
          yield Stmt.block();
        }
        case Stmt.Take t -> new Stmt.Take(t.name(), leave(t.value(), runs));
        case Stmt.Put p -> new Stmt.Put(p.buffer(), p.at(), leave(p.value(), runs), p.mask().map(m -> leave(m, runs)));
        case Stmt.Outline _, Stmt.Bind _, Stmt.Store _, Stmt.Reduce _, Stmt.Barrier _ -> s;
      };
    }

    private Expr leave(Expr e, boolean runs) {
      if (!isWork(e) || !isInvariant(e, runs)) {
        return e.withChildren(c -> leave(c, runs));
      }
      return new Expr.Read(moved.computeIfAbsent(e, v -> {
        var local = new Local(names.fresh("c"), v.type(), v.lanes());
        hoisted.add(local);
        out.add(new Stmt.Set(local, v));
        return local;
      }));
    }

    private boolean isInvariant(Expr e, boolean runs) {
      boolean here = switch (e) {
        case Expr.Const _, Expr.Convert _, Expr.Bitcast _, Expr.Splat _, Expr.Lane _, Expr.Rotate _ -> true;
        case Expr.Check _ -> runs;
        case Expr.Apply a -> runs || a.fn() != ScalarFn.DIV || a.type().isFloat();
        case Expr.Index i -> isInvariant(i.value());
        case Expr.Active a -> isInvariant(a.count());
        case Expr.Read r -> !set.contains(r.local());
        case Expr.Fetch f -> runs && !written.contains(f.buffer()) && isInvariant(f.at());
        case Expr.Load _, Expr.Pick _, Expr.Fold _ -> throw new IllegalStateException("not a flat expression: " + e);
      };
      return here && e.children().stream().allMatch(c -> isInvariant(c, runs));
    }

    private boolean isInvariant(Dim d) {
      return symbols.stream().noneMatch(d::mentions);
    }
  }

  private static boolean isWork(Expr e) {
    return switch (e) {
      case Expr.Fetch _, Expr.Active _, Expr.Lane _, Expr.Rotate _, Expr.Apply _, Expr.Convert _, Expr.Bitcast _,
           Expr.Check _ -> true;
      case Expr.Splat s -> !(s.x() instanceof Expr.Const);
      case Expr.Const _, Expr.Index _, Expr.Read _ -> false;
      case Expr.Load _, Expr.Pick _, Expr.Fold _ -> throw new IllegalStateException("not a flat expression: " + e);
    };
  }
}
