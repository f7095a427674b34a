package io.sinter.codegen.jvm;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Stmt;
import java.util.List;

/// How many values code computes, as a measure of its bytecode; what outlined parts compute is theirs.
final class Weight {
  private Weight() {}

  static int of(List<Stmt> parts) {
    return parts.stream().mapToInt(Weight::of).sum();
  }

  static int of(Stmt s) {
    return switch (s) {
      case Stmt.Block b -> of(b.parts());
      case Stmt.Loop l -> 1 + of(l.body());
      case Stmt.If i -> 1 + of(i.body());
      case Stmt.Set x -> 1 + of(x.value());
      case Stmt.Take t -> 1 + of(t.value());
      case Stmt.Put p -> 1 + of(p.value()) + p.mask().map(Weight::of).orElse(0);
      case Stmt.Outline _, Stmt.Bind _ -> 1;
      case Stmt.Store _, Stmt.Reduce _, Stmt.Barrier _ -> throw KernelClass.notFlat(s);
    };
  }

  static int of(Expr e) {
    boolean small = e instanceof Expr.Const || e instanceof Expr.Read;
    return small ? 0 : 1 + e.children().stream().mapToInt(Weight::of).sum();
  }
}
