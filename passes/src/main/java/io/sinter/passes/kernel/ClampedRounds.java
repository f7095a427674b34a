package io.sinter.passes.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// A float that is rounded and then only clamped, as where numbers are quantised, is rounded in two operations: adding
/// `1.5 * 2^23` leaves no room for a fraction while the magnitude is below 2^22, and subtracting it again gives the
/// nearest whole number, of two the even one. What is larger stays beyond the clamp, NaN stays NaN, and the clamp makes
/// +0 of both zeros, so all bits are those of rounding numbers of any size, which takes four times as many operations.
final class ClampedRounds {
  private static final double MAGIC = 1.5 * (1 << 23);

  /// The largest magnitude of a bound, and of what is added to the rounded number.
  private static final double MOST = 1 << 21;

  private final Map<Local, Integer> reads = new HashMap<>();
  private final Map<Local, Integer> clamped = new HashMap<>();
  private final Set<Local> others = new HashSet<>();

  private ClampedRounds(Stmt body) {
    body.mapExprs(value -> value.map(e -> {
      if (e instanceof Expr.Read r) {
        reads.merge(r.local(), 1, Integer::sum);
      } else if (e instanceof Expr.Apply a && a.fn() == ScalarFn.SELECT && a.type() == DType.F32) {
        count(a);
      }
      return e;
    }));
    body.forEach(s -> {
      if (s instanceof Stmt.Set x && !isRound(x.value())) {
        others.add(x.local());
      }
    });
  }

  static Stmt in(Stmt body) {
    var rounds = new ClampedRounds(body);
    return body.map(s -> s instanceof Stmt.Set x && rounds.isOnlyClamped(x.local())
        ? new Stmt.Set(x.local(), rounded(x.value())) : s);
  }

  private boolean isOnlyClamped(Local local) {
    return !others.contains(local) && clamped.getOrDefault(local, 0).equals(reads.get(local));
  }

  private static boolean isRound(Expr e) {
    return e instanceof Expr.Apply a && a.type() == DType.F32
        && (a.fn() == ScalarFn.ROUND || a.fn() == ScalarFn.ADD && isWhole(a.args().get(1)) && isRound(a.args().get(0)));
  }

  private static Expr rounded(Expr e) {
    var a = (Expr.Apply) e;
    var magic = Expr.Const.of(DType.F32, MAGIC);
    var x = a.args().getFirst();
    return a.fn() == ScalarFn.ADD ? Expr.apply(ScalarFn.ADD, rounded(x), a.args().get(1))
        : Expr.apply(ScalarFn.SUB, Expr.apply(ScalarFn.ADD, x, magic), magic);
  }

  /// A selection that clamps counts the reads in it.
  private void count(Expr.Apply select) {
    if (select.args().get(0) instanceof Expr.Apply test && test.fn() == ScalarFn.LT) {
      var left = test.args().get(0);
      var right = test.args().get(1);
      if (left instanceof Expr.Const low && right instanceof Expr.Read x && isWhole(low) && low.real() >= 0
          && atMost(select.args().get(1), x) && select.args().get(2).equals(low)) {
        clamped.merge(x.local(), 3, Integer::sum);
      } else if (left instanceof Expr.Read x && isZero(right) && atLeast(select.args().get(1), x)
          && select.args().get(2) instanceof Expr.Apply rest && isPositive(rest, x)) {
        // the clamp of positive numbers has counted its own three
        clamped.merge(x.local(), 3, Integer::sum);
      }
    }
  }

  /// `select(lt(0, x), …, 0)`.
  private static boolean isPositive(Expr.Apply e, Expr.Read x) {
    return e.fn() == ScalarFn.SELECT && e.args().get(0) instanceof Expr.Apply test && test.fn() == ScalarFn.LT
        && isZero(test.args().get(0)) && test.args().get(1).equals(x) && atMost(e.args().get(1), x)
        && isZero(e.args().get(2));
  }

  /// `select(lt(x, c), x, c)`.
  private static boolean atMost(Expr e, Expr.Read x) {
    return e instanceof Expr.Apply a && a.fn() == ScalarFn.SELECT && a.args().get(0) instanceof Expr.Apply test
        && test.fn() == ScalarFn.LT && test.args().get(0).equals(x) && isWhole(test.args().get(1))
        && a.args().get(1).equals(x) && a.args().get(2).equals(test.args().get(1));
  }

  /// `select(lt(c, x), x, c)`.
  private static boolean atLeast(Expr e, Expr.Read x) {
    return e instanceof Expr.Apply a && a.fn() == ScalarFn.SELECT && a.args().get(0) instanceof Expr.Apply test
        && test.fn() == ScalarFn.LT && test.args().get(1).equals(x) && isWhole(test.args().get(0))
        && a.args().get(1).equals(x) && a.args().get(2).equals(test.args().get(0));
  }

  private static boolean isZero(Expr e) {
    return e instanceof Expr.Const c && c.type() == DType.F32 && c.bits() == 0;
  }

  /// A number that is exact with any rounded one next to it, and not -0.
  private static boolean isWhole(Expr e) {
    return e instanceof Expr.Const c && c.type() == DType.F32 && c.real() == Math.rint(c.real())
        && Math.abs(c.real()) <= MOST && (c.real() != 0 || c.bits() == 0);
  }
}
