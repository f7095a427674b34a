package io.sinter.passes.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import java.util.List;
import java.util.function.UnaryOperator;

/// The larger or smaller of a float and a constant, as a selection with the same bits: two operations of a vector where
/// machines need six for the rules of NaN and of zeros. A comparison with NaN is false, so the operand stays; where the
/// constant is the zero that counts as the larger or smaller of the two, equality selects it.
final class Bounded {
  private Bounded() {}

  static boolean is(Expr.Apply a) {
    return (a.fn() == ScalarFn.MAX || a.fn() == ScalarFn.MIN) && a.type().isFloat() && a.type().bytes() >= 4
        && (isBound(a.args().get(0)) != isBound(a.args().get(1)));
  }

  private static boolean isBound(Expr e) {
    return e instanceof Expr.Const c && !Double.isNaN(c.real());
  }

  /// @param lets where what the selection names is set
  /// @param fresh makes a name that is new in the kernel from a hint
  static Expr of(Expr.Apply a, List<Stmt> lets, UnaryOperator<String> fresh) {
    boolean first = isBound(a.args().getFirst());
    var bound = (Expr.Const) a.args().get(first ? 0 : 1);
    var x = named(a.args().get(first ? 1 : 0), lets, fresh);
    boolean atLeast = a.fn() == ScalarFn.MAX;
    boolean equal = Double.compare(bound.real(), atLeast ? 0.0 : -0.0) == 0;
    var test = equal ? ScalarFn.LE : ScalarFn.LT;
    return Expr.apply(ScalarFn.SELECT, atLeast ? Expr.apply(test, x, bound) : Expr.apply(test, bound, x), bound, x);
  }

  private static Expr named(Expr x, List<Stmt> lets, UnaryOperator<String> fresh) {
    if (x instanceof Expr.Read) {
      return x;
    }
    var local = Local.scalar(fresh.apply("x"), x.type());
    lets.add(new Stmt.Set(local, x));
    return new Expr.Read(local);
  }
}
