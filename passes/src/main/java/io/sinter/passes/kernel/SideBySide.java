package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which points run straight-line code statement by statement: each statement for all of them, then the next. A formula
/// is one long chain, in which each operation waits for the one before; where several chains run side by side, a
/// processor that looks only some dozens of instructions ahead finds work in the others.
final class SideBySide {
  /// The values that a point has at a time: what it computes, and what it goes on with.
  private static final int VALUES = 4;

  private static final int MOST = 8;

  private SideBySide() {}

  /// The points in parts, each of which may run so: as many as there are registers for, or one where order matters.
  static List<List<Point>> of(List<Stmt> straight, List<Point> points, Target target) {
    int most = straight.size() > 1 && areApart(straight, points)
        ? Math.clamp(target.registers() / VALUES, 1, MOST) : 1;
    var parts = new ArrayList<List<Point>>();
    for (int at = 0; at < points.size(); at += most) {
      parts.add(points.subList(at, Math.min(at + most, points.size())));
    }
    return parts;
  }

  /// Whether no point sets what another one has set: points of a loop that carries nothing write different elements
  /// anyway. What is taken or checked keeps its order.
  private static boolean areApart(List<Stmt> straight, List<Point> points) {
    for (var s : straight) {
      boolean apart = switch (s) {
        case Stmt.Set x -> isOwn(x.local(), points) && !checks(x.value());
        case Stmt.Store x -> !checks(x.value());
        default -> false;
      };
      if (!apart) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOwn(Local local, List<Point> points) {
    Set<Local> own = new HashSet<>();
    points.forEach(p -> own.add(p.local(local)));
    return own.size() == points.size();
  }

  private static boolean checks(Expr e) {
    return e instanceof Expr.Check || e.children().stream().anyMatch(SideBySide::checks);
  }
}
