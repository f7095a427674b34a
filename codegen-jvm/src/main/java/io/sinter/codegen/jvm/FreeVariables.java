package io.sinter.codegen.jvm;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a statement reads but does not define: the parameters of a method that holds it, in the order of first use.
final class FreeVariables {
  private final KernelClass kernel;
  private final Set<Variable> defined = new HashSet<>();
  private final LinkedHashSet<Variable> free = new LinkedHashSet<>();

  private FreeVariables(KernelClass kernel) {
    this.kernel = kernel;
  }

  static List<Variable> of(Stmt statement, KernelClass kernel) {
    var walk = new FreeVariables(kernel);
    walk.visit(statement);
    return new ArrayList<>(walk.free);
  }

  private void visit(Stmt statement) {
    switch (statement) {
      case Stmt.Loop l -> {
        visit(l.extent());
        defined.add(new Variable.Size(l.axis()));
        visit(l.body());
      }
      case Stmt.Block b -> b.parts().forEach(this::visit);
      case Stmt.Set s -> {
        visit(s.value());
        defined.add(new Variable.Value(s.local()));
      }
      case Stmt.Take t -> {
        visit(t.value());
        defined.add(new Variable.Size(t.name()));
      }
      case Stmt.Bind b -> {
        visit(b.value());
        defined.add(new Variable.Size(b.name()));
      }
      case Stmt.If i -> {
        visit(i.room());
        visit(i.body());
      }
      case Stmt.Outline o -> visit(o.body());
      case Stmt.Put p -> {
        use(kernel.array(p.buffer()));
        visit(p.at());
        visit(p.value());
        visit(p.mask());
      }
      case Stmt.Store _, Stmt.Reduce _, Stmt.Barrier _ -> throw KernelClass.notFlat(statement);
    }
  }

  private void visit(Expr value) {
    switch (value) {
      case Expr.Index i -> visit(i.value());
      case Expr.Read r -> use(new Variable.Value(r.local()));
      case Expr.Fetch f -> {
        use(kernel.array(f.buffer()));
        visit(f.at());
      }
      case Expr.Active a -> visit(a.count());
      case Expr.Const _, Expr.Apply _, Expr.Convert _, Expr.Bitcast _, Expr.Check _, Expr.Splat _, Expr.Lane _,
           Expr.Rotate _ -> { }
      case Expr.Load _, Expr.Pick _, Expr.Fold _ -> throw KernelClass.notFlat(value);
    }
    value.children().forEach(this::visit);
  }

  private void visit(Optional<Expr> mask) {
    mask.ifPresent(this::visit);
  }

  private void visit(Dim dim) {
    dim.symbols().forEach(s -> use(kernel.named(s)));
  }

  private void use(Variable variable) {
    if (!defined.contains(variable)) {
      free.add(variable);
    }
  }
}
