package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.Map;

/// [Step.Fuse].
final class FuseLoops {
  private FuseLoops() {}

  static Stmt apply(Step.Fuse step, Stmt body) {
    OnLoop.checkFree(step.fused(), body);
    return OnLoop.apply(step.outer(), body, loop -> {
      if (!(loop.body() instanceof Stmt.Loop inner) || !inner.axis().equals(step.inner())) {
        throw new StepError(step.inner() + " does not stand directly inside " + step.outer());
      }
      if (inner.extent().mentions(step.outer())) {
        throw new StepError("the extent " + inner.extent() + " of " + step.inner() + " depends on " + step.outer());
      }
      if (Carried.keepsOrder(loop) != Carried.keepsOrder(inner)) {
        throw new StepError("only one of " + step.outer() + " and " + step.inner() + " must keep its order");
      }
      var fused = Dim.symbol(step.fused());
      // a loop without iterations has no index to compute
      var length = inner.extent().isConstant(0) ? Dim.ONE : inner.extent();
      var at = Map.of(step.outer(), fused.floorDiv(length), step.inner(), fused.mod(length));
      return new Stmt.Loop(step.fused(), loop.extent().times(inner.extent()), loop.label(),
          OnLoop.substitute(inner.body(), at));
    });
  }
}
