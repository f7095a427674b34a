package io.sinter.codegen.jvm;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which locals and index names statements mention. What an outlined part sets is its own affair.
///
/// @param counts how often each local is read or set
/// @param set locals that are set somewhere
/// @param surely locals that are set whenever the statements run
record Mentions(Map<Local, Integer> counts, Set<Local> set, Set<Local> surely, Set<String> symbols) {
  static Mentions of(List<Stmt> statements) {
    var m = new Mentions(new HashMap<>(), new LinkedHashSet<>(), new HashSet<>(), new HashSet<>());
    statements.forEach(s -> m.visit(s, true));
    return m;
  }

  private void visit(Stmt s, boolean runs) {
    switch (s) {
      case Stmt.Set x -> {
        counts.merge(x.local(), 1, Integer::sum);
        set.add(x.local());
        if (runs) {
          surely.add(x.local());
        }
        read(s);
      }
      case Stmt.Outline o -> {
        var inside = of(List.of(o.body()));
        inside.counts.forEach((local, n) -> {
          if (!inside.set.contains(local)) {
            counts.merge(local, n, Integer::sum);
          }
        });
        symbols.addAll(inside.symbols);
      }
      case Stmt.Loop l -> {
        symbols.addAll(l.extent().symbols());
        visit(l.body(), false);
      }
      case Stmt.If i -> {
        symbols.addAll(i.room().symbols());
        visit(i.body(), false);
      }
      case Stmt.Block b -> b.parts().forEach(p -> visit(p, runs));
      case Stmt.Bind _, Stmt.Take _, Stmt.Put _ -> read(s);
      case Stmt.Store _, Stmt.Reduce _, Stmt.Barrier _ -> throw KernelClass.notFlat(s);
    }
  }

  /// What a statement without others inside reads.
  private void read(Stmt s) {
    s.mapDims(d -> {
      symbols.addAll(d.symbols());
      return d;
    });
    s.mapExprs(value -> value.map(e -> {
      if (e instanceof Expr.Read r) {
        counts.merge(r.local(), 1, Integer::sum);
      }
      return e;
    }));
  }
}
