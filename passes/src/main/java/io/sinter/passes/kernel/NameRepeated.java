package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Within straight-line code, a value that is computed more than once is named by a local where it is first needed. So
/// is one that is checked, which no select may skip.
/// A name is forgotten when what its value reads is set or written.
final class NameRepeated {
  private final Names names;

  private NameRepeated(Names names) {
    this.names = names;
  }

  static Stmt in(Stmt body, Names names) {
    return new NameRepeated(names).visit(body);
  }

  private Stmt visit(Stmt s) {
    return switch (s) {
      case Stmt.Loop _, Stmt.If _, Stmt.Outline _ -> s.withChildren(this::visit);
      case Stmt.Block b -> block(b);
      case Stmt.Set _, Stmt.Put _, Stmt.Bind _, Stmt.Take _ -> block(Stmt.block(s));
      case Stmt.Barrier _ -> s;
      case Stmt.Store _, Stmt.Reduce _ -> throw new IllegalStateException("not a flat statement: " + s);
    };
  }

  private Stmt block(Stmt.Block b) {
    var out = new ArrayList<Stmt>();
    var straight = new ArrayList<Stmt>();
    statements(b).forEach(s -> {
      switch (s) {
        case Stmt.Set _, Stmt.Put _, Stmt.Take _ -> straight.add(s);
        default -> {
          new Run(straight).name(out);
          straight.clear();
          out.add(s instanceof Stmt.Bind ? s : visit(s));
        }
      }
    });
    new Run(straight).name(out);
    return out.size() == 1 ? out.getFirst() : new Stmt.Block(out);
  }

  private static Stream<Stmt> statements(Stmt s) {
    return s instanceof Stmt.Block b ? b.parts().stream().flatMap(NameRepeated::statements) : Stream.of(s);
  }

  /// A run of sets, puts and takes.
  private final class Run {
    private final List<Stmt> statements;
    private final Map<Expr, Integer> uses = new HashMap<>();
    private final Map<Expr, Local> known = new HashMap<>();

    Run(List<Stmt> statements) {
      this.statements = statements;
      for (var s : statements) {
        s.mapExprs(e -> {
          count(e);
          return e;
        });
      }
    }

    void count(Expr e) {
      if (!isWorthNaming(e) || uses.merge(e, 1, Integer::sum) == 1) {
        e.children().forEach(this::count);
      }
    }

    void name(List<Stmt> out) {
      for (var s : statements) {
        var named = s.mapExprs(e -> use(e, out));
        out.add(named);
        known.keySet().removeIf(e -> isChangedBy(named, e));
      }
    }

    private Expr use(Expr e, List<Stmt> out) {
      var local = known.get(e);
      if (local != null) {
        return new Expr.Read(local);
      }
      var made = e.withChildren(c -> use(c, out));
      if (!(e instanceof Expr.Check) && (!isWorthNaming(e) || uses.getOrDefault(e, 0) < 2)) {
        return made;
      }
      local = new Local(names.fresh("v"), e.type(), e.lanes());
      out.add(new Stmt.Set(local, made));
      known.put(e, local);
      return new Expr.Read(local);
    }
  }

  private static boolean isWorthNaming(Expr e) {
    return switch (e) {
      case Expr.Fetch _, Expr.Active _, Expr.Lane _, Expr.Rotate _, Expr.Apply _, Expr.Convert _, Expr.Bitcast _,
           Expr.Check _ -> true;
      case Expr.Splat s -> !(s.x() instanceof Expr.Const);
      case Expr.Const _, Expr.Index _, Expr.Read _ -> false;
      case Expr.Load _, Expr.Pick _, Expr.Fold _ -> throw new IllegalStateException("not a flat expression: " + e);
    };
  }

  private static boolean isChangedBy(Stmt s, Expr e) {
    boolean here = switch (s) {
      case Stmt.Set x -> e instanceof Expr.Read r && r.local().equals(x.local());
      case Stmt.Put p -> e instanceof Expr.Fetch f && f.buffer().equals(p.buffer());
      default -> false;
    };
    return here || e.children().stream().anyMatch(c -> isChangedBy(s, c));
  }
}
