package io.sinter.codegen.opencl;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which locals a statement sets or reads, itself or inside: where a local must be declared.
final class Mentions {
  private final Map<Stmt, Set<Local>> known = new IdentityHashMap<>();

  /// In the order in which they come.
  Set<Local> of(Stmt statement) {
    var before = known.get(statement);
    if (before != null) {
      return before;
    }
    var found = new LinkedHashSet<Local>();
    switch (statement) {
      case Stmt.Set(var local, var value) -> {
        read(value, found);
        found.add(local);
      }
      case Stmt.Put(_, _, var value, var mask) -> {
        read(value, found);
        mask.ifPresent(m -> read(m, found));
      }
      case Stmt.Take(_, var value) -> read(value, found);
      case Stmt.Loop _, Stmt.Block _, Stmt.Bind _, Stmt.If _, Stmt.Outline _, Stmt.Store _, Stmt.Reduce _,
           Stmt.Barrier _ ->
          statement.children().forEach(c -> found.addAll(of(c)));
    }
    known.put(statement, found);
    return found;
  }

  /// Those that more than one of the statements mentions, or one sets at once: they belong to the block of these.
  Set<Local> shared(List<Stmt> statements) {
    var once = new HashSet<Local>();
    var shared = new HashSet<Local>();
    for (var s : statements) {
      for (var local : of(s)) {
        if (!once.add(local) || s instanceof Stmt.Set) {
          shared.add(local);
        }
      }
    }
    return shared;
  }

  private static void read(Expr value, Set<Local> into) {
    if (value instanceof Expr.Read(var local)) {
      into.add(local);
    }
    value.children().forEach(c -> read(c, into));
  }
}
