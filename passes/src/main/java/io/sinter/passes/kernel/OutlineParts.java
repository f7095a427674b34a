package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Keeps methods small enough for the compilers behind targets: where the body of a method computes too many values,
/// loops and guarded parts of it that set nothing for others become methods of their own, the outermost that are small
/// enough. Straight-line code stays whole.
final class OutlineParts {
  /// The most distinct values that one method computes: about 3 KB of bytecode. C2 compiles no method above 8000
  /// bytes, and gives up on inlining vector operations before.
  private static final int MOST = 300;

  /// A part below this is not worth a call.
  private static final int LEAST = 24;

  private final Names names;
  private final Map<Local, Integer> reads;

  private OutlineParts(Stmt body, Names names) {
    this.names = names;
    this.reads = reads(body);
  }

  static Stmt in(Stmt body, Names names) {
    return new OutlineParts(body, names).method(body);
  }

  private Stmt method(Stmt body) {
    return weight(body) <= MOST ? nested(body) : smaller(body);
  }

  /// Methods inside.
  private Stmt nested(Stmt s) {
    return s instanceof Stmt.Outline o ? new Stmt.Outline(o.name(), method(o.body())) : s.withChildren(this::nested);
  }

  private Stmt smaller(Stmt s) {
    return switch (s) {
      case Stmt.Outline _ -> nested(s);
      case Stmt.Block _ -> s.withChildren(this::smaller);
      case Stmt.Loop _, Stmt.If _ -> {
        int weight = weight(s);
        yield weight < LEAST ? s
            : weight > MOST || setsForOthers(s) ? s.withChildren(this::smaller)
            : new Stmt.Outline(names.fresh("part"), nested(s));
      }
      case Stmt.Set _, Stmt.Bind _, Stmt.Take _, Stmt.Put _, Stmt.Store _, Stmt.Reduce _, Stmt.Barrier _ -> s;
    };
  }

  private boolean setsForOthers(Stmt s) {
    var inside = reads(s);
    var found = new boolean[1];
    s.forEach(x -> found[0] |= x instanceof Stmt.Set set
        && !reads.getOrDefault(set.local(), 0).equals(inside.getOrDefault(set.local(), 0)));
    return found[0];
  }

  private static Map<Local, Integer> reads(Stmt s) {
    var reads = new HashMap<Local, Integer>();
    s.mapExprs(value -> value.map(e -> {
      if (e instanceof Expr.Read r) {
        reads.merge(r.local(), 1, Integer::sum);
      }
      return e;
    }));
    return reads;
  }

  /// How many values a method with this body computes; repeated ones in straight-line code count once.
  private static int weight(Stmt s) {
    return weight(s, new HashSet<>());
  }

  private static int weight(Stmt s, Set<Expr> seen) {
    return switch (s) {
      case Stmt.Block b -> b.parts().stream().mapToInt(p -> weight(p, seen)).sum();
      case Stmt.Loop l -> 1 + weight(l.body());
      case Stmt.If i -> 1 + weight(i.body());
      case Stmt.Set x -> weight(x.value(), seen);
      case Stmt.Put p -> 1 + weight(p.value(), seen) + p.mask().map(m -> weight(m, seen)).orElse(0);
      case Stmt.Take t -> 1 + weight(t.value(), seen);
      case Stmt.Outline _, Stmt.Bind _, Stmt.Barrier _ -> 1;
      case Stmt.Store _, Stmt.Reduce _ -> throw new IllegalStateException("not a flat statement: " + s);
    };
  }

  private static int weight(Expr e, Set<Expr> seen) {
    if (e instanceof Expr.Const || e instanceof Expr.Read || !seen.add(e)) {
      return 0;
    }
    return 1 + e.children().stream().mapToInt(c -> weight(c, seen)).sum();
  }
}
