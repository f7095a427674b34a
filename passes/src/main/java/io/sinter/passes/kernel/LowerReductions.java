package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Dim.Range;
import java.util.ArrayList;
import java.util.Map;

/// A reduction with n logical lanes becomes a loop of extent n around an accumulator, a loop over whole groups of n
/// terms and a guarded rest, then a fold of the n accumulators by halves. The loop of extent n is marked VECTOR where
/// its accesses lie side by side and UNROLL elsewhere, which changes nothing but speed.
final class LowerReductions {
  private final Kernel.Scheduled kernel;
  private final Names names;
  private final VectorWidth widths;

  LowerReductions(Kernel.Scheduled kernel, Target target, Names names) {
    this.kernel = kernel;
    this.names = names;
    this.widths = new VectorWidth(kernel, target);
  }

  Kernel.Scheduled lower() {
    var body = kernel.body().map(s -> s instanceof Stmt.Reduce r ? lower(r) : s);
    return new Kernel.Scheduled(kernel.name(), kernel.parameters(), kernel.buffers(), body);
  }

  private Stmt lower(Stmt.Reduce r) {
    long n = r.lanes();
    var lane = names.fresh(r.axis() + "l");
    var block = names.fresh(r.axis() + "o");
    var part = new Local(names.fresh(r.local().name() + "p"), r.local().type(), 1);
    var body = inPart(r.body(), r.local(), part);
    var whole = r.extent().floorDiv(n);
    var rest = r.extent().mod(n);
    var inBlock = at(body, r.axis(), Dim.symbol(block).times(n).plus(Dim.symbol(lane)));
    var parts = new ArrayList<Stmt>();
    parts.add(new Stmt.Set(part, r.init()));
    if (!whole.isConstant(0)) {
      parts.add(new Stmt.Loop(block, whole, Label.SERIAL, inBlock));
    }
    if (!rest.isConstant(0)) {
      var guarded = new Stmt.If(
          rest.minus(Dim.symbol(lane)), at(body, r.axis(), r.extent().minus(rest).plus(Dim.symbol(lane))));
      parts.add(rest.constant().isPresent() ? guarded : new Stmt.If(rest, guarded));
    }
    Dim.Ranges ranges = name -> name.equals(lane) ? new Range(0, n - 1) : Range.SIZE;
    boolean vector = widths.of(inBlock, lane, n) > 1 && widths.isContiguous(inBlock, lane, ranges);
    return Stmt.block(
        new Stmt.Loop(lane, Dim.of(n), vector ? Label.VECTOR : Label.UNROLL, new Stmt.Block(parts)),
        new Stmt.Set(r.local(), new Expr.Fold(r.fold(), part)));
  }

  private static Stmt at(Stmt body, String axis, Dim index) {
    return OnLoop.substitute(body, Map.of(axis, index));
  }

  private static Stmt inPart(Stmt body, Local local, Local part) {
    return body
        .mapExprs(v -> v.map(e -> e instanceof Expr.Read x && x.local().equals(local) ? new Expr.Read(part) : e))
        .map(s -> s instanceof Stmt.Set x && x.local().equals(local) ? new Stmt.Set(part, x.value()) : s);
  }
}
