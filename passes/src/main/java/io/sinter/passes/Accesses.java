package io.sinter.passes;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stmt;
import io.sinter.passes.kernel.Dependence;
import io.sinter.passes.kernel.Scheduling;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// Which array positions a scheduled kernel touches, as expressions of its axes: what a choice of vector and row axes
/// rests on.
final class Accesses {
  /// One load or store.
  record Access(String buffer, DType type, Dim position, boolean store) {}

  private final Kernel.Scheduled kernel;
  private final Stmt part;
  private final List<Access> all = new ArrayList<>();
  private final Set<String> computedWith = new HashSet<>();
  private final Set<DType> types = new HashSet<>();
  private boolean mayFail;

  private Accesses(Kernel.Scheduled kernel, Stmt part) {
    this.kernel = kernel;
    this.part = part;
  }

  static Accesses of(Kernel.Scheduled kernel) {
    return of(kernel, kernel.body());
  }

  /// The accesses of a part of a kernel.
  static Accesses of(Kernel.Scheduled kernel, Stmt part) {
    var accesses = new Accesses(kernel, part);
    part.forEach(accesses::visit);
    return accesses;
  }

  List<Access> all() {
    return all;
  }

  List<Access> loads() {
    return all.stream().filter(a -> !a.store()).toList();
  }

  List<Access> stores() {
    return all.stream().filter(Access::store).toList();
  }

  private void visit(Stmt s) {
    switch (s) {
      case Stmt.Store x -> {
        add(x.buffer(), x.at(), true);
        visit(x.value());
      }
      case Stmt.Set x -> visit(x.value());
      case Stmt.Reduce r -> visit(r.init());
      case Stmt.If i -> computedWith.addAll(i.room().symbols());
      case Stmt.Bind b -> computedWith.addAll(b.value().symbols());
      case Stmt.Loop l -> {
        if (Scheduling.keepsOrder(l)) {
          computedWith.add(l.axis());
        }
      }
      // an index is a scalar of its own, whatever the kernel computes
      case Stmt.Take _, Stmt.Put _, Stmt.Block _, Stmt.Outline _, Stmt.Barrier _ -> {}
    }
  }

  private void visit(Expr e) {
    switch (e) {
      case Expr.Load l -> add(l.buffer(), l.at(), false);
      case Expr.Index i -> computedWith.addAll(i.value().symbols());
      case Expr.Apply a -> {
        types.add(vectorType(a));
        mayFail |= a.fn() == ScalarFn.DIV && a.type().isInteger();
      }
      case Expr.Check _ -> mayFail = true;
      case Expr.Convert c -> {
        types.add(c.type());
        types.add(c.x().type());
      }
      case Expr.Const _, Expr.Read _, Expr.Bitcast _, Expr.Fold _, Expr.Fetch _, Expr.Splat _, Expr.Lane _,
           Expr.Rotate _, Expr.Active _, Expr.Pick _ -> {}
    }
    e.children().forEach(this::visit);
  }

  /// The element type a vector of this application would hold: that of the operands. Comparisons of indices stay
  /// scalar.
  private static DType vectorType(Expr.Apply a) {
    boolean ofIndices = a.args().stream().allMatch(x -> x instanceof Expr.Index || x instanceof Expr.Const);
    return ofIndices ? DType.BOOL : a.args().getLast().type();
  }

  private void add(String buffer, List<Dim> at, boolean store) {
    var b = kernel.buffer(buffer);
    types.add(b.type());
    all.add(new Access(buffer, b.type(), b.layout().at(at), store));
  }

  /// Whether iterations of `axis`, in blocks of `by`, may be lanes: each access moves by one element or not at all,
  /// each store moves, nothing is computed from the axis itself, no index that is data differs along it, and its
  /// iterations may run in any order.
  boolean vectorizes(String axis, long by) {
    return !computedWith.contains(axis) && !Dependence.ofTakes(part, axis)
        && all.stream().allMatch(a -> {
          var stride = stride(a, axis, by);
          return stride.isPresent() && (stride.getAsLong() == 1 || stride.getAsLong() == 0 && !a.store());
        });
  }

  /// How far an access moves with `axis` inside a block of `by` iterations.
  static OptionalLong stride(Access access, String axis, long by) {
    var inner = "`in";
    Dim.Ranges ranges = name -> name.equals(inner) ? new Dim.Range(0, by - 1) : Dim.Range.SIZE;
    var position = access.position().substitute(
        name -> name.equals(axis) ? Dim.symbol("`out").times(by).plus(Dim.symbol(inner)) : null, ranges);
    return position.strideOf(inner);
  }

  /// Whether integers are divided, or something is checked that is no index.
  boolean mayFail() {
    return mayFail;
  }

  /// The element types that are computed with or stored.
  Set<DType> types() {
    return types;
  }
}
