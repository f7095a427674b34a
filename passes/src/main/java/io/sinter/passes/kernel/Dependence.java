package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.HashSet;
import java.util.Set;

/// Which names of a piece of code have values that may differ between iterations of a loop over one axis: bound names,
/// taken ones, locals and buffers, through each other, through loads and through what decides how often they are set.
public final class Dependence {
  private final Set<String> names = new HashSet<>();
  private boolean taken;
  private boolean grew;

  private Dependence() {}

  /// Whether an index that is data differs between iterations of `axis`: its lanes would lie anywhere.
  public static boolean ofTakes(Stmt body, String axis) {
    if (!takes(body)) {
      return false;
    }
    var d = new Dependence();
    d.names.add(axis);
    do {
      d.grew = false;
      d.visit(body, false);
    } while (d.grew && !d.taken);
    return d.taken;
  }

  /// The names, of buffers too, whose values may differ between iterations of `axis`.
  static Set<String> names(Stmt body, String axis) {
    var d = new Dependence();
    d.names.add(axis);
    do {
      d.grew = false;
      d.visit(body, false);
    } while (d.grew);
    return d.names;
  }

  /// Whether what a statement does, or how often, depends on one of the names.
  static boolean on(Set<String> names, Stmt s) {
    var d = new Dependence();
    d.names.addAll(names);
    boolean here = switch (s) {
      case Stmt.Loop l -> d.depends(l.extent());
      case Stmt.If i -> d.depends(i.room());
      case Stmt.Reduce r -> d.depends(r.extent()) || d.depends(r.init());
      case Stmt.Bind b -> d.depends(b.value());
      case Stmt.Take t -> d.depends(t.value());
      case Stmt.Set x -> d.depends(x.value());
      case Stmt.Store x -> d.depends(x.value()) || x.at().stream().anyMatch(d::depends);
      case Stmt.Put x -> d.depends(x.value()) || d.depends(x.at());
      case Stmt.Block _, Stmt.Outline _, Stmt.Barrier _ -> false;
    };
    return here || s.children().stream().anyMatch(c -> on(names, c));
  }

  /// As [#on(Set, Stmt)].
  static boolean on(Set<String> names, Dim d) {
    return d.symbols().stream().anyMatch(names::contains);
  }

  private static boolean takes(Stmt s) {
    return s instanceof Stmt.Take || s.children().stream().anyMatch(Dependence::takes);
  }

  /// @param within whether the axis decides if, or how often, the statement runs
  private void visit(Stmt s, boolean within) {
    switch (s) {
      case Stmt.Loop l -> visit(l.body(), within || depends(l.extent()));
      case Stmt.If i -> visit(i.body(), within || depends(i.room()));
      case Stmt.Reduce r -> {
        boolean inside = within || depends(r.extent());
        add(r.local().name(), inside || depends(r.init()));
        visit(r.body(), inside);
      }
      case Stmt.Block _, Stmt.Outline _ -> s.children().forEach(c -> visit(c, within));
      case Stmt.Bind b -> add(b.name(), depends(b.value()));
      case Stmt.Take t -> {
        boolean differs = depends(t.value());
        taken |= differs;
        add(t.name(), differs);
      }
      case Stmt.Set x -> add(x.local().name(), within || depends(x.value()));
      case Stmt.Store x -> add(x.buffer(), within || depends(x.value()) || x.at().stream().anyMatch(this::depends));
      case Stmt.Put x -> add(x.buffer(), within || depends(x.value()) || depends(x.at()));
      case Stmt.Barrier _ -> {}
    }
  }

  private void add(String name, boolean differs) {
    grew |= differs && names.add(name);
  }

  private boolean depends(Dim d) {
    return d.symbols().stream().anyMatch(names::contains);
  }

  private boolean depends(Expr e) {
    boolean here = switch (e) {
      case Expr.Index i -> depends(i.value());
      case Expr.Active a -> depends(a.count());
      case Expr.Read r -> names.contains(r.local().name());
      case Expr.Fold f -> names.contains(f.local().name());
      case Expr.Load l -> names.contains(l.buffer()) || l.at().stream().anyMatch(this::depends);
      case Expr.Fetch f -> names.contains(f.buffer()) || depends(f.at());
      case Expr.Pick p -> names.contains(p.buffer());
      case Expr.Const _, Expr.Apply _, Expr.Convert _, Expr.Bitcast _, Expr.Check _, Expr.Splat _, Expr.Lane _,
           Expr.Rotate _ -> false;
    };
    return here || e.children().stream().anyMatch(this::depends);
  }
}
