package io.sinter.passes.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The largest and the smallest f32 of many are found among integers of the same order: comparing those is one
/// operation, while that of floats must mind NaN and the sign of 0 each time.
///
/// The bits of a float, all but the sign of a negative one flipped, are an integer in the order of floats, -0 below +0.
/// There NaNs of one sign lie above infinity, those of the other below -infinity: a shift of all integers by the number
/// of NaNs of a sign, which wraps around, brings both to the side where they win.
final class OrderedBits {
  /// How many NaNs there are of either sign.
  private static final int NANS = 0x7fffff;

  private final Names names;

  private OrderedBits(Names names) {
    this.names = names;
  }

  static Stmt in(Stmt body, Names names) {
    var order = new OrderedBits(names);
    return body.map(s -> s instanceof Stmt.Reduce r ? order.ordered(r).orElse(s) : s);
  }

  private Optional<Stmt> ordered(Stmt.Reduce r) {
    boolean fits = r.local().type() == DType.F32 && r.lanes() > 1 && (r.fold() == ScalarFn.MAX
        || r.fold() == ScalarFn.MIN) && r.init() instanceof Expr.Const;
    if (!fits || !(last(r.body()) instanceof Stmt.Set(var local, Expr.Apply(var fn, var args)))
        || !local.equals(r.local()) || fn != r.fold() || !args.getFirst().equals(new Expr.Read(local))
        || reads(r.body(), local) > 1) {
      return Optional.empty();
    }
    int shift = fn == ScalarFn.MAX ? -NANS : NANS;
    var best = new Local(names.fresh(local.name() + "_order"), DType.I32, 1);
    var bits = new Local(names.fresh(local.name() + "_bits"), DType.I32, 1);
    var term = Stmt.block(
        new Stmt.Set(bits, new Expr.Bitcast(DType.I32, args.getLast())),
        new Stmt.Set(best, Expr.apply(fn, new Expr.Read(best),
            Expr.apply(ScalarFn.ADD, flipped(new Expr.Read(bits)), i(shift)))));
    int start = (int) ((Expr.Const) r.init()).bits();
    var init = i((start ^ start >> 31 & Integer.MAX_VALUE) + shift);
    var back = new Local(names.fresh(local.name() + "_bits"), DType.I32, 1);
    return Optional.of(Stmt.block(
        new Stmt.Reduce(best, init, fn, r.axis(), r.extent(), r.lanes(), r.label(), withLast(r.body(), term)),
        new Stmt.Set(back, Expr.apply(ScalarFn.SUB, new Expr.Read(best), i(shift))),
        new Stmt.Set(local, new Expr.Bitcast(DType.F32, flipped(new Expr.Read(back))))));
  }

  /// All bits but the sign, flipped where the sign is set.
  private static Expr flipped(Expr bits) {
    var negative = Expr.apply(ScalarFn.SHR, bits, i(Integer.SIZE - 1));
    return Expr.apply(ScalarFn.XOR, bits, Expr.apply(ScalarFn.AND, negative, i(Integer.MAX_VALUE)));
  }

  private static Expr i(int value) {
    return new Expr.Const(DType.I32, value);
  }

  private static Stmt last(Stmt s) {
    return s instanceof Stmt.Block b && !b.parts().isEmpty() ? last(b.parts().getLast()) : s;
  }

  private static Stmt withLast(Stmt s, Stmt other) {
    if (!(s instanceof Stmt.Block(List<Stmt> parts))) {
      return other;
    }
    var all = new ArrayList<>(parts);
    all.set(all.size() - 1, withLast(parts.getLast(), other));
    return new Stmt.Block(all);
  }

  private static int reads(Stmt s, Local local) {
    var count = new int[1];
    s.mapExprs(value -> value.map(e -> {
      count[0] += e instanceof Expr.Read r && r.local().equals(local) ? 1 : 0;
      return e;
    }));
    return count[0];
  }
}
