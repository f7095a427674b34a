package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What all steps share: finding the loops over an axis. There may be several copies, made by peeled tails.
final class OnLoop {
  private OnLoop() {}

  /// Rewrites every loop over `axis`.
  ///
  /// @throws StepError when there is none
  static Stmt apply(String axis, Stmt body, java.util.function.Function<Stmt.Loop, Stmt> rewrite) {
    var found = new boolean[1];
    body.forEach(s -> {
      found[0] |= s instanceof Stmt.Loop l && l.axis().equals(axis);
      if (s instanceof Stmt.Reduce r && r.axis().equals(axis)) {
        throw new StepError(axis + " runs over the lanes of a reduction, whose order is fixed");
      }
    });
    if (!found[0]) {
      throw new StepError("there is no loop " + axis);
    }
    return body.map(s -> s instanceof Stmt.Loop l && l.axis().equals(axis) ? rewrite.apply(l) : s);
  }

  static Stmt substitute(Stmt body, Map<String, Dim> at) {
    return body.mapDims(substitution(at));
  }

  static UnaryOperator<Dim> substitution(Map<String, Dim> at) {
    return d -> d.substitute(at::get);
  }

  /// @throws StepError when a loop already has the name
  static void checkFree(String name, Stmt body) {
    body.forEach(s -> {
      if (s instanceof Stmt.Loop l && l.axis().equals(name) || s instanceof Stmt.Reduce r && r.axis().equals(name)) {
        throw new StepError("there is a loop " + name + " already");
      }
    });
  }
}
